import { describe, expect, it } from '@jest/globals';
import { GoogleIdentityError } from '../accounts/google-identity.js';
import { DomainError } from '../errors.js';
import { toGmailError } from './gmail-error.js';

const now = Date.parse('2026-11-22T10:00:00Z');
const answer = (status: number, reason?: string, message = '', headers: Record<string, string> = {}) => ({
  response: { status, data: { error: { message, errors: reason ? [{ reason }] : [] } }, headers: new Headers(headers) },
});

describe('a failure of Gmail', () => {
  it.each([
    // status, reason, when reading, when sending
    [400, 'invalidArgument', 'final', 'final'],
    [400, 'failedPrecondition', 'final', 'final'],
    [401, 'authError', 'reauthorise', 'reauthorise'],
    [403, 'rateLimitExceeded', 'retry', 'retry'],
    [403, 'userRateLimitExceeded', 'retry', 'retry'],
    [403, 'dailyLimitExceeded', 'retry', 'retry'],
    [403, 'domainPolicy', 'final', 'final'],
    [403, 'insufficientPermissions', 'reauthorise', 'reauthorise'],
    [404, 'notFound', 'not_found', 'not_found'],
    [408, undefined, 'retry', 'verify'],
    [413, undefined, 'final', 'final'],
    [429, 'userRateLimitExceeded', 'retry', 'retry'],
    [429, undefined, 'retry', 'retry'],
    [500, 'backendError', 'retry', 'verify'],
    [502, undefined, 'retry', 'verify'],
    [503, 'backendError', 'retry', 'verify'],
  ])('%s %s is %s, on sending %s', (status, reason, reading, sending) => {
    expect(toGmailError(answer(status, reason), false, now).kind).toBe(reading);
    expect(toGmailError(answer(status, reason), true, now).kind).toBe(sending);
  });

  it.each([
    ['ECONNREFUSED', 'retry'],
    ['ENOTFOUND', 'retry'],
    ['UND_ERR_CONNECT_TIMEOUT', 'retry'],
    ['ECONNRESET', 'verify'],
    ['UND_ERR_SOCKET', 'verify'],
    ['UND_ERR_HEADERS_TIMEOUT', 'verify'],
    ['ETIMEDOUT', 'verify'],
  ])('%s on sending is %s', (code, kind) => {
    expect(toGmailError(Object.assign(new Error(), { cause: { code } }), true).kind).toBe(kind);
    expect(toGmailError(Object.assign(new Error(), { cause: { code } }), false).kind).toBe('retry');
  });

  it('is never unclear when no access token could be had', () => {
    expect(toGmailError(new GoogleIdentityError('away'), true).kind).toBe('retry');
    expect(toGmailError(new GoogleIdentityError('refused'), true).kind).toBe('reauthorise');
    expect(toGmailError(new DomainError('reauthorise'), true).kind).toBe('reauthorise');
  });

  it('is unclear on sending when nothing is known about it', () => {
    expect(toGmailError(new Error('what is this'), true).kind).toBe('verify');
  });

  it('says how long to wait where Gmail does', () => {
    const sentence = 'User-rate limit exceeded.  Retry after 2026-11-22T10:15:00.000Z';
    expect(toGmailError(answer(429, 'userRateLimitExceeded', sentence), true, now).retryAfterMs).toBe(15 * 60_000);
    expect(toGmailError(answer(503, undefined, '', { 'retry-after': '30' }), false, now).retryAfterMs).toBe(30_000);
    expect(toGmailError(answer(403, 'dailyLimitExceeded'), true, now).retryAfterMs).toBe(3_600_000);
    expect(toGmailError(answer(429), true, now).retryAfterMs).toBeUndefined();
  });
});
