import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import { type Problem, type ProblemCode, problemTitles } from '@openly/contracts';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../errors.js';
import type { RouteMethods } from './route-methods.js';

/** The HTTP status of every code; nothing outside `http/` knows status codes. */
export const statusOf: Readonly<Record<ProblemCode, number>> = {
  invalid_request: 400,
  invalid_json: 400,
  payload_too_large: 413,
  unsupported_media_type: 415,
  not_found: 404,
  method_not_allowed: 405,
  unauthenticated: 401,
  forbidden: 403,
  scope_missing: 403,
  account_not_found: 404,
  api_key_not_found: 404,
  too_many_api_keys: 409,
  member_not_found: 404,
  last_owner: 409,
  invitation_not_found: 404,
  already_member: 409,
  has_own_records: 409,
  too_many_invitations: 409,
  domain_not_found: 404,
  domain_not_yours: 403,
  domain_taken: 409,
  schedules_undecided: 409,
  handover_incomplete: 409,
  handover_impossible: 422,
  already_created: 409,
  rate_limited: 429,
  origin_not_allowed: 400,
  invalid_code: 400,
  invalid_refresh_token: 401,
  sign_in_cancelled: 400,
  google_unavailable: 502,
  google_scope_missing: 403,
  reauthorise: 403,
  message_not_found: 404,
  message_discarded: 409,
  schedule_not_found: 404,
  schedule_not_open: 409,
  duplicate_schedule: 409,
  draft_not_found: 422,
  draft_without_recipients: 422,
  too_many_recipients: 422,
  draft_too_large: 422,
  time_not_understood: 422,
  time_ambiguous: 422,
  time_in_past: 422,
  time_too_far: 422,
  invalid_time_zone: 400,
  invalid_rule: 422,
  series_not_found: 404,
  series_ended: 409,
  followed_mail_not_found: 422,
  followed_mail_untracked: 422,
  cancel_too_late: 409,
  idempotency_conflict: 422,
  link_token_not_found: 404,
  proof_required: 403,
  wrong_proof: 403,
  not_confirmed: 422,
  account_busy: 409,
  no_mail_here: 503,
  outside_send_window: 422,
  policy_changed: 409,
  export_target_unknown: 422,
  below_floor: 422,
  report_timeout: 422,
  report_too_fine: 422,
  webhook_not_found: 404,
  webhook_not_active: 409,
  webhook_delivery_not_found: 404,
  webhook_target_refused: 422,
  too_many_webhooks: 409,
  internal: 500,
  unavailable: 503,
};

/** Every error leaves as `application/problem+json` (RFC 9457) with a stable code and without a stack. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = new Logger('Http');

  constructor(private readonly routes: Pick<RouteMethods, 'allowed'>) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const { url } = host.switchToHttp().getRequest<FastifyRequest>();
    let domain = error instanceof DomainError ? error : fromFramework(error);
    const allowed = domain.code === 'not_found' ? this.routes.allowed(url) : [];
    if (allowed.length > 0) {
      domain = new DomainError('method_not_allowed');
      void reply.header('allow', allowed.join(', '));
    }
    if (domain.code === 'internal') this.log.error(describe(error));
    this.send(host.switchToHttp().getRequest<FastifyRequest>(), reply, domain);
  }

  /** What the caller gets; routes for people answer with a page instead. */
  protected send(_request: FastifyRequest, reply: FastifyReply, error: DomainError): void {
    sendProblem(reply, error);
  }
}

/** Answers with the problem this error is. */
export function sendProblem(reply: FastifyReply, error: DomainError): void {
  const body = problemOf(error);
  if (error.code === 'unauthenticated') void reply.header('www-authenticate', 'Bearer');
  void reply.status(body.status).type('application/problem+json').send(JSON.stringify(body));
}

/** The body of the answer that tells of this error. */
export function problemOf(error: DomainError): Problem {
  return {
    type: `https://openly.invalid/problems/${error.code}`,
    title: problemTitles[error.code],
    status: statusOf[error.code],
    code: error.code,
    ...(error.detail && { detail: error.detail }),
    ...(error.fields && { errors: error.fields }),
    ...(error.nextAllowed && { nextAllowed: error.nextAllowed }),
  };
}

/** What Fastify, Nest and the database driver throw, in the words of this API. */
export function fromFramework(error: unknown): DomainError {
  const { code, statusCode } = error as Partial<FastifyError>;
  const status = error instanceof HttpException ? error.getStatus() : statusCode;
  if (status === 404) return new DomainError('not_found');
  if (status === 405) return new DomainError('method_not_allowed');
  if (status === 413) return new DomainError('payload_too_large');
  if (status === 415) return new DomainError('unsupported_media_type');
  if (status !== undefined && status >= 400 && status < 500) return new DomainError('invalid_request');
  if (isDatabaseAway(error)) return new DomainError('unavailable');
  // A text PostgreSQL cannot hold, such as one with a NUL in it (22021 character_not_in_repertoire, 22P05).
  if (code === '22021' || code === '22P05') return new DomainError('invalid_request');
  // 23503 foreign_key_violation: the account was deleted while this request was under way.
  if (code === '23503' && /_account_id_fkey$/.test((error as { constraint?: string }).constraint ?? '')) {
    return new DomainError('unauthenticated');
  }
  return new DomainError('internal');
}

/** Connection trouble and PostgreSQL's classes 08 (connection), 53 (resources) and 57P (shutdown). */
function isDatabaseAway(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return (
    /^(08|53|57P)/.test(code ?? '') ||
    code === 'ECONNREFUSED' ||
    code === 'ECONNRESET' ||
    /Connection terminated|timeout exceeded when trying to connect/.test(message ?? '')
  );
}

/** Name, code and place of an unexpected error. Messages can carry values of rows, so they stay out of the log. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'unexpected error';
  const place = error.stack?.split('\n').find((line) => line.includes('/dist/') || line.includes('/src/'));
  return `${error.name} ${(error as { code?: string }).code ?? ''} ${place?.trim() ?? ''}`;
}
