import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { KEPT } from '@openly/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { DomainError } from '../errors.js';
import { ClientAddress } from '../http/client-address.js';

/** Posts to readers' pages, and codes in their addresses, that one address may send. */
const POSTS = 30;
const SECONDS = KEPT.clientAddressMinutes * 60;

/**
 * Keeps one address from posting to readers' pages again and again, guessing codes for example. Counted in this
 * process's memory, by address, for a minute; others are not held up, and looking at the page is not counted.
 */
@Injectable()
export class PostLimit implements CanActivate {
  private readonly clients: ClientAddress;
  private readonly limiter = new RateLimiterMemory({ points: POSTS, duration: SECONDS });

  constructor(@Inject(CONFIG) config: Config) {
    this.clients = new ClientAddress(config.trustedProxies);
  }

  /** @throws DomainError `rate_limited`, with `Retry-After` in whole seconds */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const triesCode = (request.query as Record<string, unknown> | null)?.proof !== undefined;
    if (request.method !== 'POST' && !triesCode) return true;
    const neighbourhood = this.clients.neighbourhoodOf(request.raw);
    if (neighbourhood === null) return true;
    try {
      await this.limiter.consume(neighbourhood);
      return true;
    } catch (error) {
      const { msBeforeNext } = error as RateLimiterRes;
      void context
        .switchToHttp()
        .getResponse<FastifyReply>()
        .header('retry-after', String(Math.max(1, Math.ceil(msBeforeNext / 1_000))));
      throw new DomainError('rate_limited');
    }
  }
}
