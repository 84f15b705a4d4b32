import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { PIXEL } from '../../apps/api/src/capture/pixel.js';

const LARGEST_READ = 4_096;
const HEAD_END = '\r\n\r\n';
const NOTHING = Buffer.alloc(0);

/**
 * A connection to a server of loopback that is kept, and asks for one image at a time. It reads no more of an answer
 * than tells whether it is the image: whoever asks must not take the time that is measured.
 */
export class KeptConnection {
  private readonly socket: Socket;
  private part = NOTHING;
  private answered: (trouble: string | null) => void = () => undefined;
  /** Rejects when the other side hangs up. */
  readonly broken: Promise<never>;

  constructor(port: number) {
    const buffer = Buffer.allocUnsafe(LARGEST_READ);
    const callback = (size: number) => {
      this.take(buffer.subarray(0, size));
      return true;
    };
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true, onread: { buffer, callback } });
    this.broken = new Promise((_, reject) => {
      this.socket.once('error', reject);
      this.socket.once('close', () => reject(new Error('the server closed a connection')));
    });
    this.broken.catch(() => undefined);
  }

  async opened(): Promise<void> {
    await Promise.race([once(this.socket, 'connect'), this.broken]);
  }

  /** @param answered called with what was wrong about the answer, null where it is the image */
  ask(request: Buffer, answered: (trouble: string | null) => void): void {
    this.answered = answered;
    this.socket.write(request);
  }

  close(): void {
    this.socket.destroy();
  }

  private take(read: Buffer): void {
    const bytes = this.part.length > 0 ? Buffer.concat([this.part, read]) : read;
    const headEnd = bytes.indexOf(HEAD_END);
    const head = headEnd < 0 ? null : bytes.toString('latin1', 0, headEnd);
    const length = Number(head && /\r\ncontent-length: (\d+)/i.exec(head)?.[1]);
    const end = headEnd + HEAD_END.length + length;
    if (head === null || bytes.length < end) {
      this.part = Buffer.from(bytes);
      return;
    }
    this.part = NOTHING;
    this.answered(troubleOf(head, bytes.subarray(end - length)));
  }
}

function troubleOf(head: string, body: Buffer): string | null {
  if (!head.startsWith('HTTP/1.1 200 ')) return head.slice(0, head.indexOf('\r\n'));
  return PIXEL.equals(body) ? null : 'not the image';
}

/** Opens so many connections, does the work with them, and closes them; a server that hangs up is an error. */
export async function withConnections<Found>(
  port: number,
  count: number,
  work: (connections: readonly KeptConnection[]) => Promise<Found>,
): Promise<Found> {
  const connections = Array.from({ length: count }, () => new KeptConnection(port));
  try {
    await Promise.all(connections.map((connection) => connection.opened()));
    return await Promise.race([work(connections), ...connections.map(({ broken }) => broken)]);
  } finally {
    for (const connection of connections) connection.close();
  }
}
