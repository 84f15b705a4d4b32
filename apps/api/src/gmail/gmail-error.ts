import { GoogleIdentityError } from '../accounts/google-identity.js';
import { DomainError } from '../errors.js';

/**
 * What to do about a call that failed.
 * - `retry`: it was not carried out; the same call again later may be
 * - `verify`: it may have been carried out, its answer is lost; look before anything is tried again
 * - `reauthorise`: Google no longer takes our grant; not carried out
 * - `final`: Gmail refuses this call, and will again
 * - `not_found`: Gmail has no such thing (any more)
 */
export type GmailErrorKind = 'retry' | 'verify' | 'reauthorise' | 'final' | 'not_found';

export class GmailError extends Error {
  constructor(
    readonly kind: GmailErrorKind,
    /** Gmail's reason or the network's code, for logs and tests; never shown. */
    readonly code: string,
    /** When Gmail says how long to wait. */
    readonly retryAfterMs?: number,
  ) {
    super(`Gmail: ${kind} (${code})`);
    this.name = 'GmailError';
  }
}

const DAILY_LIMIT_WAIT_MS = 60 * 60_000;
/** No limit of Gmail's lasts longer; an answer that says so is not believed. */
const LONGEST_WAIT_MS = 86_400_000;

/** Reasons of 403 and 429 that pass by waiting (https://developers.google.com/workspace/gmail/api/guides/handle-errors). */
const BUSY =
  /^(?:rateLimitExceeded|userRateLimitExceeded|quotaExceeded|concurrentLimitExceeded|RATE_LIMIT_EXCEEDED|RESOURCE_EXHAUSTED)$/;
const NOT_GRANTED = /^(?:insufficientPermissions|authError|ACCESS_TOKEN_SCOPE_INSUFFICIENT|UNAUTHENTICATED)$/;

/** The connection was never made, so nothing was asked of Gmail. */
const NOT_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

interface Answered {
  status: number;
  data?: { error?: { message?: string; errors?: { reason?: string }[]; status?: string } | string };
  headers?: Headers;
}

/**
 * The one place where failures of Gmail get their meaning.
 * @param changes true for the call that sends: there an unclear answer may hide a mail that went out
 */
export function toGmailError(error: unknown, changes: boolean, now = Date.now()): GmailError {
  if (error instanceof GmailError) return error;
  // Both come from asking for an access token, before Gmail itself is called.
  if (error instanceof DomainError && error.code === 'reauthorise') return new GmailError('reauthorise', error.code);
  if (error instanceof GoogleIdentityError) {
    return error.kind === 'refused'
      ? new GmailError('reauthorise', 'invalid_grant')
      : new GmailError('retry', 'token_endpoint');
  }
  const { response } = error as { response?: Answered };
  if (response?.status) return fromAnswer(response, changes, now);
  const code = networkCode(error);
  return new GmailError(changes && !NOT_CONNECTED.has(code) ? 'verify' : 'retry', code);
}

function fromAnswer({ status, data, headers }: Answered, changes: boolean, now: number): GmailError {
  const problem = typeof data?.error === 'object' ? data.error : undefined;
  const reason = problem?.errors?.[0]?.reason ?? problem?.status ?? `http_${status}`;
  const wait = retryAfter(headers?.get?.('retry-after') ?? null, problem?.message ?? '', now);
  if (status === 401) return new GmailError('reauthorise', reason);
  if (status === 403 || status === 429) {
    if (reason === 'dailyLimitExceeded') return new GmailError('retry', reason, wait ?? DAILY_LIMIT_WAIT_MS);
    if (status === 429 || BUSY.test(reason)) return new GmailError('retry', reason, wait);
    return new GmailError(NOT_GRANTED.test(reason) ? 'reauthorise' : 'final', reason);
  }
  if (status === 404 || status === 410) return new GmailError('not_found', reason);
  if (status === 408 || status >= 500) return new GmailError(changes ? 'verify' : 'retry', reason, wait);
  return new GmailError('final', reason);
}

/** Milliseconds to wait: from `Retry-After` (RFC 9110), or from the sentence "Retry after 2026-11-22T10:00:00.000Z". */
function retryAfter(header: string | null, message: string, now: number): number | undefined {
  const instant = /retry after ([0-9T:.-]+Z)/i.exec(message)?.[1];
  const until = instant ? Date.parse(instant) : Date.parse(header ?? '');
  const wait = header && /^\d+$/.test(header) ? Number(header) * 1_000 : until - now;
  return Number.isFinite(wait) && wait > 0 ? Math.min(wait, LONGEST_WAIT_MS) : undefined;
}

function networkCode(error: unknown): string {
  const { code, cause, name } = error as {
    code?: unknown;
    cause?: { code?: unknown; cause?: { code?: unknown } };
    name?: string;
  };
  const given = [cause?.cause?.code, cause?.code, code].find((value) => typeof value === 'string' && value !== '');
  return String(given ?? name ?? 'unknown');
}
