import { type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { DeliveryError } from '@openly/contracts';
import { allowedAddresses, hostOf, isAllowedUrl, type Resolve, TargetRefused } from './targets.js';

/** From the name's resolution to the answer's head. */
export const ANSWER_WITHIN_MS = 10_000;
/** An answer's body says nothing to us; so much of it is let in, so that a polite receiver sees its answer taken. */
const BODY_READ_BYTES = 4_096;
const BODY_READ_MS = 1_000;

/** Where posts may go, and how names are resolved. */
export interface Reach {
  privateAllowed: boolean;
  resolve: Resolve;
  /** Milliseconds an answer may take. */
  answerWithinMs: number;
}

/** What came of a post: the status of the answer, or why there was none. */
export type PostOutcome = { httpStatus: number; error: null } | { httpStatus: null; error: DeliveryError };

/**
 * Posts a body once. Redirects are not followed: the status of one is the outcome. The name is resolved once, every
 * address of it is checked, and the connection goes to one of these very addresses. Never throws.
 */
export async function post(
  target: string,
  headers: Record<string, string>,
  body: string,
  reach: Reach,
): Promise<PostOutcome> {
  const end = AbortSignal.timeout(reach.answerWithinMs);
  try {
    const url = new URL(target);
    if (!isAllowedUrl(url, reach.privateAllowed)) throw new TargetRefused();
    const resolving = allowedAddresses(hostOf(url), reach.resolve, reach.privateAllowed);
    const addresses = await orEnded(resolving, end);
    const answer = await answerTo(url, addresses, headers, body, end);
    await readALittle(answer);
    return { httpStatus: answer.statusCode ?? 0, error: null };
  } catch (error) {
    return { httpStatus: null, error: end.aborted ? 'timeout' : errorOf(error) };
  }
}

function answerTo(
  url: URL,
  addresses: string[],
  headers: Record<string, string>,
  body: string,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? requestSecure : requestPlain;
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method: 'POST',
        // A connection of its own: a kept one would have been checked for another name's addresses.
        agent: false,
        lookup: connectTo(addresses),
        signal,
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        maxHeaderSize: 16_384,
      },
      resolve,
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Answers the socket's question for the name's addresses with those that were checked. */
function connectTo(addresses: string[]): LookupFunction {
  const known = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, options, found) => {
    const [first] = known;
    if (options.all) found(null, known);
    else if (first) found(null, first.address, first.family);
  };
}

/** Lets the beginning of the body in and hangs up; whatever happens to it, the status stands. */
function readALittle(answer: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let read = 0;
    const enough = setTimeout(() => answer.destroy(), BODY_READ_MS);
    answer.on('data', (chunk: Buffer) => {
      read += chunk.length;
      if (read >= BODY_READ_BYTES) answer.destroy();
    });
    answer.on('error', () => undefined);
    answer.on('close', () => {
      clearTimeout(enough);
      resolve();
    });
  });
}

/** The work's outcome, unless the time is over before; what is still under way then is left to itself. */
function orEnded<T>(work: Promise<T>, end: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    end.addEventListener('abort', () => reject(end.reason as Error), { once: true });
    work.then(resolve, reject);
  });
}

function errorOf(error: unknown): DeliveryError {
  const { code = '' } = error as { code?: string };
  if (error instanceof TargetRefused || /^(ENOTFOUND|ENODATA|EAI_|ESERVFAIL|EREFUSED|EBADNAME|EBADRESP)/.test(code))
    return 'no_address';
  if (code === 'ETIMEOUT' || code === 'ETIMEDOUT') return 'timeout';
  if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO|HOSTNAME_MISMATCH)/.test(code)) return 'tls';
  if (/^HPE_/.test(code)) return 'broken_answer';
  return 'unreachable';
}
