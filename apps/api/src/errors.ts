import { type NextAllowed, type ProblemCode, problemTitles } from '@openly/contracts';

/**
 * Something a caller can be told about. Services throw it by code; only `http/` knows status codes.
 */
export class DomainError extends Error {
  constructor(
    readonly code: ProblemCode,
    /** What was particular this time; never a mail address, subject or token. */
    readonly detail?: string,
    /** Which fields were refused, and why. */
    readonly fields?: { path: string; message: string }[],
    /** With `outside_send_window`. */
    readonly nextAllowed?: NextAllowed,
  ) {
    super(problemTitles[code]);
    this.name = 'DomainError';
  }
}
