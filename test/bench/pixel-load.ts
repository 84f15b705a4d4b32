import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KeptConnection } from './kept-connection.js';

/** After the last request: until every answer is here. */
const PATIENCE_MS = 15_000;

/** A request for an image, as a reader's mail program sends it through a proxy, from one of 65,536 addresses. */
export function pixelRequest(path: string, reader: number): Buffer {
  return Buffer.from(
    `GET ${path} HTTP/1.1\r\n` +
      'Host: 127.0.0.1\r\n' +
      'User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.0\r\n' +
      `X-Forwarded-For: 145.53.${(reader >> 8) & 255}.${reader & 255}\r\n` +
      'Accept: image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5\r\n' +
      'Accept-Encoding: gzip, deflate\r\n' +
      '\r\n',
  );
}

/** Told of every answer: milliseconds it took, and what was wrong about it. */
export type OnAnswer = (milliseconds: number, trouble: string | null) => void;

/** Every connection asks again as soon as it is answered, for so long; resolves once all is answered. */
export async function askAtOnce(
  connections: readonly KeptConnection[],
  milliseconds: number,
  nextRequest: () => Buffer,
  onAnswer: OnAnswer,
): Promise<void> {
  const end = performance.now() + milliseconds;
  const ended = connections.map(
    (connection) =>
      new Promise<void>((done) => {
        const ask = () => {
          const begun = performance.now();
          if (begun >= end) return done();
          connection.ask(nextRequest(), (trouble) => {
            onAnswer(performance.now() - begun, trouble);
            ask();
          });
        };
        ask();
      }),
  );
  await within(milliseconds + PATIENCE_MS, Promise.all(ended));
}

/**
 * Asks at even distances, whatever becomes of the requests before; each takes from its intended instant on, so that
 * one that must wait for a connection is late by its waiting. Resolves once all is answered.
 * @param requestOf the request of a number, counted from 0; told the instant by `performance.now()` as well
 */
export async function askEvenly(
  connections: readonly KeptConnection[],
  { perSecond, requests }: { perSecond: number; requests: number },
  requestOf: (number: number, intendedAt: number) => Buffer,
  onAnswer: (number: number, milliseconds: number, trouble: string | null) => void,
): Promise<void> {
  const begun = performance.now();
  const free = [...connections];
  let [asked, answered] = [0, 0];
  const ask = () => {
    const due = Math.min(requests, Math.floor(((performance.now() - begun) * perSecond) / 1_000) + 1);
    for (; asked < due && free.length > 0; asked += 1) {
      const connection = free.pop() as KeptConnection;
      const number = asked;
      const intended = begun + (number * 1_000) / perSecond;
      connection.ask(requestOf(number, intended), (trouble) => {
        answered += 1;
        free.push(connection);
        onAnswer(number, performance.now() - intended, trouble);
        ask();
      });
    }
  };
  const end = begun + (requests * 1_000) / perSecond + PATIENCE_MS;
  while (answered < requests) {
    if (performance.now() > end) throw new Error(`only ${answered} of ${requests} requests were answered`);
    ask();
    await sleep(1);
  }
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const tooLate = sleep(milliseconds, null, { signal: timer.signal }).then(() => {
    throw new Error(`requests were not answered ${PATIENCE_MS / 1_000} s after the last`);
  });
  tooLate.catch(() => undefined);
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    timer.abort();
  }
}
