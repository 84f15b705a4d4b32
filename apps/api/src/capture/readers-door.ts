import { type IncomingMessage, type RequestListener, Server, ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectionError } from 'fastify';
import { DomainError } from '../errors.js';
import { problemOf } from '../http/problem.filter.js';
import { PIXEL, renderPixel } from './pixel.js';

/** Who answers readers' machines. */
export interface ReaderEndpoints {
  pixel(request: IncomingMessage, response: ServerResponse, path: string): void;
  link(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>;
}

/**
 * Bytes of headers and address together: Node's own limit of 16 KiB would refuse a pixel with a long query. No
 * connection can take more memory with it than with a body.
 */
const LARGEST_HEAD = 256 * 1024;
/** Milliseconds in which the headers of a request must arrive, and a whole request. */
const HEADERS_TIMEOUT_MS = 60_000;
const REQUEST_TIMEOUT_MS = 300_000;
const KEEP_ALIVE_MS = 72_000;

/**
 * The HTTP server with a door of its own for readers' machines: `/o` and `/l` are answered before any framework sees
 * them. Images are nearly all this server serves, so they take the shortest way; and no router can refuse what must
 * be answered with an image: a broken escape, an odd header, an upgrade nobody asked for.
 */
export class ReadersDoor {
  private endpoints: ReaderEndpoints | null = null;

  /** Opens the door; until then readers get the image and nothing is kept. Call before listening. */
  open(endpoints: ReaderEndpoints): void {
    this.endpoints = endpoints;
  }

  /** For Fastify's option of that name. Everything that is not a reader's goes to `rest`. */
  readonly serverFactory = (rest: RequestListener): Server => {
    const door = this;
    class ReadersServer extends Server {
      // Java's HTTP client, for one, offers `Upgrade: h2c` with every request; only the listener could tell Node no.
      override emit(event: string, ...given: unknown[]): boolean {
        if (event === 'upgrade') {
          const [request, socket] = given as [IncomingMessage, Socket];
          if (isReaders(pathOf(request.url))) {
            door.answerUpgrade(request, socket);
            return true;
          }
        }
        return super.emit(event, ...given);
      }
    }
    const server = new ReadersServer({
      maxHeaderSize: LARGEST_HEAD,
      requireHostHeader: false,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
    });
    const answer: RequestListener = (request, response) => {
      if (!this.answer(request, response)) rest(request, response);
    };
    server.on('request', answer);
    // `Expect` with anything but 100-continue: Node would answer 417.
    server.on('checkExpectation', answer);
    // `CONNECT`: Node would hang up without a word.
    server.on('connect', (request: IncomingMessage, socket: Socket) => {
      if (isReaders(pathOf(request.url))) this.answerUpgrade(request, socket);
      else socket.destroy();
    });
    return server;
  };

  /** For Fastify's option of that name: what is no HTTP, or has a head that is too large. */
  readonly clientErrorHandler = (error: ConnectionError, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    // Fastify's types give the packet as it looks in JSON; Node gives a buffer, or none.
    const packet = error.rawPacket as unknown as Buffer | undefined;
    const beginning = packet?.subarray(0, 16).toString('latin1') ?? '';
    socket.end(/^(?:GET|HEAD) \/o[/? ]/.test(beginning) ? pixelPacket(beginning) : problemPacket(error.code));
    letGo(socket);
  };

  /** False for what is not a reader's. */
  private answer(request: IncomingMessage, response: ServerResponse): boolean {
    const path = pathOf(request.url);
    if (!isReaders(path)) return false;
    if (!this.endpoints) renderPixel(response);
    else if (path[1] === 'o') this.endpoints.pixel(request, response, path);
    else this.endpoints.link(request, response, path).catch(() => response.destroy());
    return true;
  }

  /** Answers as if no upgrade had been asked for, after all that was asked before on this connection; then closes it. */
  private answerUpgrade(request: IncomingMessage, socket: Socket): void {
    // Node has let go of the socket: unheard, the event would end the process.
    socket.on('error', () => socket.destroy());
    const inTurn = () => {
      const before = unanswered(socket);
      if (before) return void before.once('finish', inTurn);
      if (!socket.writable) return;
      const response = new ServerResponse(request);
      response.shouldKeepAlive = false;
      response.assignSocket(socket);
      response.on('finish', () => {
        socket.end();
        letGo(socket);
      });
      this.answer(request, response);
    };
    inTurn();
  }
}

/**
 * Closes a connection of which all is said, whatever its other end does: Node watches it no more. Not at once, for
 * closing with bytes unread would reset it before the answer is read.
 */
function letGo(socket: Socket): void {
  socket.resume();
  setTimeout(() => socket.destroy(), 2_000).unref();
}

/**
 * The answer that is still due on this connection, of requests sent without waiting for it (RFC 9112, section 9.3.2).
 * Node keeps it here, and takes no other one meanwhile: `assignSocket` would throw.
 */
const unanswered = (socket: Socket) => (socket as { _httpMessage?: ServerResponse | null })._httpMessage ?? null;

const isReaders = (path: string) =>
  (path.charCodeAt(1) === O || path.charCodeAt(1) === L) && (path.length === 2 || path.charCodeAt(2) === SLASH);
const O = 'o'.charCodeAt(0);
const L = 'l'.charCodeAt(0);
const SLASH = '/'.charCodeAt(0);

/** The path as it came, undecoded; of `GET http://host/o/… HTTP/1.1`, as a proxy asks, too. */
function pathOf(url = '/'): string {
  const path = url.startsWith('/') ? url : url.replace(/^[a-z]+:\/\/[^/?#]*/i, '');
  const end = path.search(/[?#]/);
  return end < 0 ? path : path.slice(0, end);
}

function pixelPacket(beginning: string): Buffer {
  const head =
    `HTTP/1.1 200 OK\r\nContent-Type: image/gif\r\nContent-Length: ${PIXEL.length}\r\n` +
    'Cache-Control: no-store, no-cache, must-revalidate, max-age=0\r\nPragma: no-cache\r\nConnection: close\r\n\r\n';
  return Buffer.concat([Buffer.from(head, 'latin1'), beginning.startsWith('HEAD') ? Buffer.alloc(0) : PIXEL]);
}

function problemPacket(code: string | undefined): string {
  const problem = problemOf(new DomainError('invalid_request'));
  const status = code === 'HPE_HEADER_OVERFLOW' ? 431 : code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : problem.status;
  const body = JSON.stringify({ ...problem, status });
  return (
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/problem+json\r\n` +
    `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`
  );
}
