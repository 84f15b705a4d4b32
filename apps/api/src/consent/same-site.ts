import type { FastifyRequest } from 'fastify';
import { DomainError } from '../errors.js';

/**
 * Refuses a decision that another site made a browser send.
 *
 * `Sec-Fetch-Site` (https://www.w3.org/TR/fetch-metadata/) says it plainly, but only to servers on HTTPS or loopback;
 * elsewhere `Origin` is what there is. Our own form sends `Origin: null`, because the page has
 * `Referrer-Policy: no-referrer` (https://fetch.spec.whatwg.org/#append-a-request-origin-header), so null passes.
 * @throws DomainError `forbidden`
 */
export function refuseOtherSites({ headers }: FastifyRequest, publicUrl: string): void {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) {
    if (site !== 'same-origin' && site !== 'none') throw new DomainError('forbidden');
    return;
  }
  const { origin, host } = headers;
  if (origin === undefined || origin === 'null') return;
  const isOurs = origin === new URL(publicUrl).origin || (URL.canParse(origin) && new URL(origin).host === host);
  if (!isOurs) throw new DomainError('forbidden');
}
