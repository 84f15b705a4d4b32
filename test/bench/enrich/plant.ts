import { connect, type Socket } from 'node:net';
import type { Fetch } from './readers.js';

const CONNECTIONS = 64;
/** Requests one connection sends at a time (HTTP/1.1 pipelining): what asks must not cost what answers its time. */
const AT_ONCE = 8;
const STATUS = /HTTP\/1\.1 (\d{3}) /g;
const STATUS_LENGTH = 'HTTP/1.1 200 '.length;

/**
 * Puts hits into the inbox through the product's own door: a real API process is asked for pixels and links, behind
 * what says it is a proxy. How the product keeps who fetched is its own business.
 * @param url base address of the API
 * @param count how many of `fetches` are taken
 * @throws Error when one is answered with anything but an image or a redirect
 */
export async function plant(url: string, fetches: Iterator<Fetch>, count: number, signal: AbortSignal): Promise<void> {
  let left = count;
  const next = (): string | null => {
    if (left === 0) return null;
    left -= 1;
    return requestOf(fetches.next().value as Fetch);
  };
  const { hostname, port } = new URL(url);
  const sockets = Array.from({ length: CONNECTIONS }, () =>
    connect({ host: hostname, port: Number(port), noDelay: true }),
  );
  const stop = () => {
    for (const socket of sockets) socket.destroy(signal.reason as Error);
  };
  signal.addEventListener('abort', stop);
  try {
    await Promise.all(sockets.map((socket) => fetchOn(socket, next)));
  } finally {
    signal.removeEventListener('abort', stop);
    for (const socket of sockets) socket.destroy();
  }
}

const requestOf = ({ method, path, address, userAgent }: Fetch) =>
  `${method} ${path} HTTP/1.1\r\nHost: openly\r\nAccept: image/*\r\nX-Forwarded-For: ${address}\r\nUser-Agent: ${userAgent}\r\n\r\n`;

function fetchOn(socket: Socket, next: () => string | null): Promise<void> {
  return new Promise((done, failed) => {
    let awaited = 0;
    let tail = '';
    const ask = () => {
      const requests: string[] = [];
      for (let request = next(); request !== null; request = next()) {
        requests.push(request);
        if (requests.length === AT_ONCE) break;
      }
      awaited = requests.length;
      if (awaited > 0) socket.write(requests.join(''));
      else socket.end();
    };
    socket.on('connect', ask);
    socket.on('data', (chunk) => {
      const text = tail + chunk.toString('latin1');
      let end = 0;
      for (const status of text.matchAll(STATUS)) {
        if (status[1] !== '200' && status[1] !== '302') socket.destroy(new Error(`a reader was answered ${status[1]}`));
        end = status.index + STATUS_LENGTH;
        awaited -= 1;
      }
      tail = text.slice(Math.max(end, text.length - STATUS_LENGTH + 1));
      if (awaited === 0) ask();
    });
    socket.on('error', failed);
    socket.on('close', () => {
      if (awaited > 0) failed(new Error('the API closed a connection before it answered'));
      else done();
    });
  });
}
