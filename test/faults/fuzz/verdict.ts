import { PIXEL } from '../../../apps/api/src/capture/pixel.js';
import type { OriginReader } from '../../support/origin-reader.js';
import type { ProductDatabase } from '../../support/product.js';
import type { Answer, Talk } from './connection.js';
import type { Asked, Exchange } from './requests.js';

export interface Counts {
  requests: number;
  images: number;
  refused: number;
  /** Clients that went away before they could be answered. */
  abandoned: number;
}

/** Counts what was said on one connection. @returns what of it is wrong, in words */
export function judge(exchange: Exchange, said: Talk, counts: Counts): string[] {
  const wrong: string[] = [];
  if (exchange.abandoned) {
    counts.abandoned += 1;
    return wrong;
  }
  if (said.timedOut) wrong.push('no end of the connection in 20 s');
  if (said.rest.length > 0) wrong.push('bytes that are no answer');
  // After a refusal the server closes: what was said behind it is not heard.
  let closed = false;
  for (const [nth, asked] of exchange.asked.entries()) {
    counts.requests += 1;
    const answer = said.answers[nth];
    if (!answer) {
      if (!closed) wrong.push('no answer');
    } else if (isImage(asked, answer)) counts.images += 1;
    else if (asked.expected === 'image or 4xx' && answer.status >= 400 && answer.status < 500) {
      counts.refused += 1;
      closed = true;
    } else wrong.push(`${asked.method} was answered with ${answer.status} and ${answer.body.length} bytes`);
  }
  if (said.answers.length > exchange.asked.length && exchange.asked.every(({ expected }) => expected === 'image')) {
    wrong.push('more answers than requests');
  }
  return wrong;
}

/** The status, every header and the bytes, as for any other request. */
function isImage({ method }: Asked, { status, headers, body }: Answer): boolean {
  const names = [...headers.keys()].filter((name) => !['date', 'connection', 'keep-alive'].includes(name));
  return (
    status === 200 &&
    names.join() === 'content-type,content-length,cache-control,pragma' &&
    headers.get('content-type') === 'image/gif' &&
    headers.get('content-length') === '43' &&
    headers.get('cache-control') === 'no-store, no-cache, must-revalidate, max-age=0' &&
    headers.get('pragma') === 'no-cache' &&
    (method === 'HEAD' ? body.length === 0 : body.equals(PIXEL))
  );
}

/** What must be kept of each mail that was asked for: its address, or none. Mails that are not here must have nothing. */
export type Expectations = ReadonlyMap<string, { address: string | null }>;

/**
 * Compares every hit that is kept, and who asked, with what was asked.
 * @returns what is wrong, in words
 */
export async function judgeHits(
  database: Pick<ProductDatabase, 'query'>,
  reader: OriginReader,
  expected: Expectations,
): Promise<string[]> {
  const rows = await database.query<{ message_id: string; origin: string | null }>(
    'select message_id, origin from hit',
  );
  const wrong: string[] = [];
  const seen = new Set<string>();
  for (const { message_id: id, origin: sealed } of rows) {
    const asked = expected.get(id);
    const origin = sealed === null ? null : reader.open(sealed);
    if (!asked) wrong.push('a hit that nobody made');
    else if (seen.has(id)) wrong.push('a hit that is there twice');
    else if (!origin) wrong.push('a hit without who asked');
    else if (origin.address !== asked.address) {
      wrong.push(`kept ${origin.address ?? 'no address'}, not ${asked.address ?? 'none'}`);
    } else if (origin.userAgent.length > 512) wrong.push('a user agent that was not cut');
    seen.add(id);
  }
  for (const id of expected.keys()) if (!seen.has(id)) wrong.push('a hit that is not there');
  return wrong;
}

/**
 * Compares the place of every open with that of a plain request from the same address.
 * @param controls message ids of plain requests, by address
 * @returns what is wrong, in words
 */
export async function judgePlaces(
  database: Pick<ProductDatabase, 'query'>,
  expected: Expectations,
  controls: ReadonlyMap<string, string>,
): Promise<string[]> {
  const rows = await database.query<{ message_id: string; country: string | null }>(
    'select message_id, country from open',
  );
  const countries = new Map(rows.map((row) => [row.message_id, row.country]));
  const wrong: string[] = [];
  if (![...controls.values()].some((id) => countries.get(id))) wrong.push('no address has a place');
  for (const [id, { address }] of expected) {
    const country = countries.get(id);
    if (country === undefined) wrong.push('a hit that became no open');
    else if (country !== null && country !== countries.get(controls.get(address ?? '') ?? '')) {
      wrong.push(`${country} for ${address ?? 'no address'}`);
    }
  }
  return wrong;
}
