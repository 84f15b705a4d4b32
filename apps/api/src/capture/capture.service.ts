import type { IncomingMessage, ServerResponse } from 'node:http';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { readToken, type TokenPurpose, type TokenSubject } from '@openly/tracking';
import { LRUCache } from 'lru-cache';
import type { Counter } from 'prom-client';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { newId } from '../database/new-id.js';
import { DomainError } from '../errors.js';
import { MetricsService } from '../health/metrics.service.js';
import { ClientAddress } from '../http/client-address.js';
import { problemOf } from '../http/problem.filter.js';
import { LONGEST_PURPOSE, LONGEST_USER_AGENT, type Origin } from '../origins/origin.js';
import { type Arrival, arrivalTime } from './hit.js';
import { HitInbox } from './hit-inbox.js';
import { HitWriter } from './hit-writer.js';
import { redirect, renderTryAgain, renderUnknownLink } from './link-pages.js';
import { renderPixel } from './pixel.js';
import type { ReaderEndpoints } from './readers-door.js';

/** What readers' machines fetch: the pixel in a mail, and its tracked links. */
@Injectable()
export class CaptureService implements ReaderEndpoints {
  private readonly log = new Logger('Capture');
  private readonly addresses: ClientAddress;
  private readonly forged: Counter;
  /** What the tokens fetched last name, by path: a mail to many is fetched many times, and checked once. */
  private readonly checked = new LRUCache<string, TokenSubject>({ max: 10_000 });

  private toRender: ServerResponse[] = [];

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly writer: HitWriter,
    private readonly inbox: HitInbox,
    metrics: MetricsService,
  ) {
    this.addresses = new ClientAddress(config.trustedProxies);
    this.forged = metrics.counter('openly_hits_forged_total', 'Pixel and link requests whose token was not ours');
  }

  /** `GET` and `HEAD` of `/o/{senderId}/{token}.gif`, and of any other path under `/o`. */
  pixel(request: IncomingMessage, response: ServerResponse, path: string): void {
    // Whatever happens, the image is rendered: with a token that is none, with the database away, with a bug here.
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      refuseMethod(response);
      return;
    }
    try {
      const message = path.endsWith('.gif') ? this.subjectOf('pixel', path.slice(0, -4)) : null;
      if (message) {
        const hit = this.hitOf(request, message.teamId, message.id, null);
        this.writer.write(hit, () => renderPixel(response));
      } else {
        this.forged.inc();
        this.renderAtEndOfTurn(response);
      }
    } catch (error) {
      this.log.error(`a pixel request failed: ${(error as Error).name}`);
      if (!response.headersSent) renderPixel(response);
    }
  }

  /**
   * Answers one after the other what came in one turn of the event loop. An answer of its own wakes whoever waits at
   * the other end, which takes longer than all the rest of it.
   */
  private renderAtEndOfTurn(response: ServerResponse): void {
    this.toRender.push(response);
    if (this.toRender.length > 1) return;
    setImmediate(() => {
      const responses = this.toRender;
      this.toRender = [];
      for (const one of responses) renderPixel(one);
    });
  }

  /** `GET` and `HEAD` of `/l/{senderId}/{token}`: on to the stored address, never to one that the request names. */
  async link(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuseMethod(response);
    const link = this.subjectOf('link', path);
    if (!link) {
      this.forged.inc();
      return renderUnknownLink(response);
    }
    let stored: { messageId: string; url: string } | null;
    try {
      stored = await this.inbox.linkOf(link.teamId, link.id);
    } catch {
      return renderTryAgain(response);
    }
    const destination = stored && webAddress(stored.url);
    if (!stored || !destination) return renderUnknownLink(response);
    const hit = this.hitOf(request, link.teamId, stored.messageId, link.id);
    this.writer.write(hit, () => redirect(response, destination));
  }

  /** What the token in `/o/{senderId}/{token}` names; null for one that is not ours. No database is asked. */
  private subjectOf(purpose: TokenPurpose, path: string): TokenSubject | null {
    const known = this.checked.get(path);
    if (known) return known;
    const senderEnd = path.indexOf('/', 3);
    if (senderEnd < 0) return null;
    const subject = readToken(this.config.keys.token, purpose, path.slice(3, senderEnd), path.slice(senderEnd + 1));
    if (subject) this.checked.set(path, subject);
    return subject;
  }

  private hitOf(request: IncomingMessage, teamId: string, messageId: string, linkId: string | null): Arrival {
    return {
      teamId,
      id: newId(senderByte(request.url ?? '')),
      messageId,
      linkId,
      method: request.method === 'HEAD' ? 'HEAD' : 'GET',
      arrivedAt: arrivalTime(),
      origin: this.originOf(request),
    };
  }

  private originOf(request: IncomingMessage): Origin {
    const { headers } = request;
    const purpose = headers['sec-purpose'] ?? headers.purpose ?? headers['x-purpose'] ?? headers['x-moz'];
    return {
      address: this.addresses.of(request),
      userAgent: (headers['user-agent'] ?? '').slice(0, LONGEST_USER_AGENT),
      refererGiven: Boolean(headers.referer),
      purpose: purpose === undefined ? null : String(purpose).slice(0, LONGEST_PURPOSE),
    };
  }
}

/** The same for all hits of one sender, by which the enricher tells them apart (`LANES` in opens/hit-batch.ts). */
function senderByte(path: string): number {
  let byte = 0;
  for (let at = 3; at < path.length && path[at] !== '/'; at += 1) byte = (byte * 31 + path.charCodeAt(at)) & 0xff;
  return byte;
}

function refuseMethod(response: ServerResponse): void {
  const problem = problemOf(new DomainError('method_not_allowed'));
  const body = JSON.stringify(problem);
  response.writeHead(problem.status, {
    Allow: 'GET, HEAD',
    'Content-Type': 'application/problem+json',
    'Content-Length': String(Buffer.byteLength(body)),
  });
  response.end(body);
}

/** The address as a header can carry it; null for anything but http and https. */
function webAddress(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const parsed = new URL(url);
  return parsed.protocol === 'http:' || parsed.protocol === 'https:' ? parsed.href : null;
}
