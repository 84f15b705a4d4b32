import { createParamDecorator, type ExecutionContext, StandardSchemaValidationPipe } from '@nestjs/common';
import type { Role, Scope } from '@openly/contracts';
import { DomainError } from '../errors.js';

/** The one pipe: parameters that carry a schema of `libs/contracts` are validated by it. */
export const validationPipe = () =>
  new StandardSchemaValidationPipe({
    exceptionFactory: (issues) =>
      new DomainError(
        'invalid_request',
        undefined,
        issues.slice(0, 20).map((issue) => ({
          path: (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
          message: issue.message,
        })),
      ),
  });

/**
 * Who is asking: set by the guard on every route that is not public. `accountId` is the account in whose name: of who
 * signed in or, for an API key, the one that the request names; where a route is the whole team's, the key's maker.
 * `role` is that of who signed in, or of the key's maker.
 */
export type Caller = { teamId: string; accountId: string; role: Role } & (
  | { sessionId: string; apiKeyId?: undefined; scopes?: undefined }
  | { sessionId?: undefined; apiKeyId: string; scopes: readonly Scope[] }
);

/** The caller of this request. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<{ caller?: Caller }>();
  if (!caller) throw new DomainError('unauthenticated');
  return caller;
});
