import { createParamDecorator, type ExecutionContext, StandardSchemaValidationPipe } from '@nestjs/common';
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

/** Who is asking: set by the guard on every route that is not public. */
export interface Caller {
  teamId: string;
  accountId: string;
  sessionId: string;
}

/** The caller of this request. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<{ caller?: Caller }>();
  if (!caller) throw new DomainError('unauthenticated');
  return caller;
});
