import { z } from 'zod';
import { DomainError } from '../errors.js';

/** An instant in a cursor, in UTC: of four digits' years PostgreSQL has no year 0. */
export const cursorInstant = z.iso.datetime().regex(/^[12]/);
/** One to the microsecond, as PostgreSQL keeps it. */
export const cursorMicrosecond = z.iso.datetime({ precision: 6 }).regex(/^[12]/);

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
