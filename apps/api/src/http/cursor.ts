import type { z } from 'zod';
import { DomainError } from '../errors.js';

/** The place in a list after which the next page begins, opaque to the client. */
export function encodeCursor(position: object): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** @throws DomainError `invalid_request` when the cursor is not one of this list. */
export function decodeCursor<T>(schema: z.ZodType<T>, cursor: string): T {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new DomainError('invalid_request', undefined, [{ path: 'cursor', message: 'is not a cursor of this list' }]);
  }
}
