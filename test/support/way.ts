import { connect, createServer, type Server, type Socket } from 'node:net';

/** A way to a server that can be closed or made slow, as a network can. */
export interface Way {
  /** Base address of the server by this way. */
  url: string;
  /** Cuts every connection and takes no more: as if the server were stopped. */
  close(): Promise<void>;
  /** From now on whatever is sent arrives this many milliseconds late. */
  slow(ms: number): void;
  /** Open and at full speed again. */
  restore(): Promise<void>;
  end(): Promise<void>;
}

/** Puts a forwarding port of loopback before the server at `url`. */
export async function wayTo(url: string): Promise<Way> {
  const real = new URL(url);
  const sockets = new Set<Socket>();
  let delay = 0;
  const server: Server = createServer((client) => {
    const upstream = connect(Number(real.port), real.hostname);
    const pass = (bytes: Buffer, to: Socket) => {
      if (delay === 0) to.write(bytes);
      else setTimeout(() => to.destroyed || to.write(bytes), delay);
    };
    client.on('data', (bytes) => pass(bytes, upstream));
    upstream.on('data', (bytes) => client.write(bytes));
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  const listen = (port: number) => new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  await listen(0);
  const { port } = server.address() as { port: number };
  const close = async () => {
    const closed = new Promise<void>((done) => (server.listening ? server.close(() => done()) : done()));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    close,
    slow: (ms) => {
      delay = ms;
    },
    restore: async () => {
      delay = 0;
      if (!server.listening) await listen(port);
    },
    end: close,
  };
}
