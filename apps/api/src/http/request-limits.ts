import { Inject, Injectable } from '@nestjs/common';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { DomainError } from '../errors.js';
import type { Caller } from './validation.js';

const WINDOW_SECONDS = 60;

/** What headers are written on. */
interface Reply {
  header(name: string, value: string): unknown;
}

/**
 * How many requests one API key or one device may make in a minute. Counted in the memory of this process: behind a
 * balancer every process gives each its own allowance, and a process that starts anew counts from zero.
 *
 * What is left is told in `RateLimit` and `RateLimit-Policy` as draft-ietf-httpapi-ratelimit-headers-10 has them, for
 * example `RateLimit-Policy: "api-key";q=600;w=60` and `RateLimit: "api-key";r=599;t=60`.
 */
@Injectable()
export class RequestLimits {
  private readonly apiKeys: RateLimiterMemory;
  private readonly sessions: RateLimiterMemory;

  constructor(@Inject(CONFIG) { requestsPerMinute }: Config) {
    this.apiKeys = new RateLimiterMemory({ points: requestsPerMinute.apiKey, duration: WINDOW_SECONDS });
    this.sessions = new RateLimiterMemory({ points: requestsPerMinute.session, duration: WINDOW_SECONDS });
  }

  /** Counts one request. @throws DomainError `rate_limited`, with `Retry-After` in whole seconds */
  async count({ apiKeyId, sessionId }: Caller, reply: Reply): Promise<void> {
    const [policy, limiter] = apiKeyId ? (['api-key', this.apiKeys] as const) : (['session', this.sessions] as const);
    const { consumedPoints, remainingPoints, msBeforeNext } = await limiter
      .consume(apiKeyId ?? sessionId ?? '')
      .catch((refusal: RateLimiterRes) => refusal);
    const seconds = Math.max(1, Math.ceil(msBeforeNext / 1_000));
    reply.header('ratelimit-policy', `"${policy}";q=${limiter.points};w=${WINDOW_SECONDS}`);
    reply.header('ratelimit', `"${policy}";r=${remainingPoints};t=${seconds}`);
    if (consumedPoints <= limiter.points) return;
    reply.header('retry-after', String(seconds));
    throw new DomainError('rate_limited');
  }
}
