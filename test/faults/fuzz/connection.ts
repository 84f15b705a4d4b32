import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Exchange } from './requests.js';

/** What the server said to one request. */
export interface Answer {
  status: number;
  /** Names in lower case. */
  headers: ReadonlyMap<string, string>;
  body: Buffer;
}

/** How a connection went: the answers in their order, and bytes that are none. */
export interface Talk {
  answers: Answer[];
  rest: Buffer;
  /** Nothing was said in time. */
  timedOut: boolean;
}

/** The server waits longest for a head that does not end; nothing here leaves one open. */
const PATIENCE_MS = 20_000;
/** After this long without an end of its own a connection is told that nothing follows. */
const NO_MORE_MS = 500;

/** Says everything on a connection of its own, and reads until the server closes it. */
export async function talk(port: number, exchange: Exchange): Promise<Talk> {
  const { peer, pieces, pauseMs, abandoned, closes, asked } = exchange;
  const parts: Buffer[] = [];
  let timedOut = false;
  await new Promise<void>((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', localAddress: peer, noDelay: true });
    const timer = setTimeout(() => {
      timedOut = true;
      socket.destroy();
    }, PATIENCE_MS);
    socket.on('connect', async () => {
      for (const [nth, piece] of pieces.entries()) {
        if (nth > 0 && pauseMs > 0) await sleep(pauseMs);
        if (!socket.writable) return;
        socket.write(piece);
      }
      if (abandoned) setTimeout(() => socket.destroy(), 5);
      // What the server takes for the beginning of more ends then; no other may, for Node answers no half-closed socket.
      else if (!closes) setTimeout(() => socket.end(), NO_MORE_MS);
    });
    socket.on('data', (part) => parts.push(part));
    // A server that refuses may close before it has read everything.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
  return {
    ...read(
      Buffer.concat(parts),
      asked.map(({ method }) => method),
    ),
    timedOut,
  };
}

/**
 * Answers as RFC 9112 frames them, with a Content-Length each. A head that was too large is refused with a body even
 * where it began with `HEAD`: by then Node has forgotten its beginning.
 */
function read(bytes: Buffer, methods: readonly string[]): Omit<Talk, 'timedOut'> {
  const answers: Answer[] = [];
  let rest = bytes;
  for (;;) {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) return { answers, rest };
    const [first = '', ...lines] = rest.subarray(0, end).toString('latin1').split('\r\n');
    const [, status] = /^HTTP\/1\.1 (\d{3})(?: |$)/.exec(first) ?? [];
    if (!status) return { answers, rest };
    const headers = new Map(
      lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    );
    const length =
      methods[answers.length] === 'HEAD' && status === '200' ? 0 : Number(headers.get('content-length') ?? 0);
    const from = end + 4;
    if (rest.length < from + length) return { answers, rest };
    answers.push({ status: Number(status), headers, body: rest.subarray(from, from + length) });
    rest = rest.subarray(from + length);
  }
}
