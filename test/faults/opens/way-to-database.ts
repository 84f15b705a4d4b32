import { connect, createServer, type Server, type Socket } from 'node:net';

/** How the way to PostgreSQL behaves. */
export type WayMode =
  /** As if it were not there. */
  | 'open'
  /** No connection stands and none is taken. */
  | 'closed'
  /** What changes rows or commits is carried out; its answer is thrown away, and the connection is cut. */
  | 'cut_answers'
  /** Nothing that is sent arrives any more; for connections that will not be used again. */
  | 'hold_statements'
  /** Statements arrive and are carried out; from then on the connection says nothing. */
  | 'swallow_answers';

export interface WayToDatabase {
  /** The address given, by this way. */
  through(url: string): string;
  mode(mode: WayMode): Promise<void>;
  close(): Promise<void>;
}

/**
 * PostgreSQL's word that a statement which writes, or a commit, is done (CommandComplete, message `C` of the
 * frontend/backend protocol). Outside a transaction it leaves the server after the commit.
 */
const DONE = /C\0\0\0.(?:INSERT 0 [1-9]|COMMIT)/s;

/** Puts a forwarding port of loopback before PostgreSQL's. */
export async function wayToDatabase(databaseUrl: string): Promise<WayToDatabase> {
  const real = new URL(databaseUrl);
  const pairs = new Set<[Socket, Socket]>();
  let current: WayMode = 'open';
  const server: Server = createServer((client) => {
    const upstream = connect(Number(real.port), real.hostname);
    const pair: [Socket, Socket] = [client, upstream];
    pairs.add(pair);
    let muted = false;
    client.on('data', (bytes) => current !== 'hold_statements' && upstream.write(bytes));
    upstream.on('data', (bytes) => {
      const isDone = current !== 'open' && DONE.test(bytes.toString('latin1'));
      if (isDone && current === 'cut_answers') return cut(pair);
      muted ||= isDone;
      if (!muted) client.write(bytes);
    });
    for (const socket of pair) {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        pairs.delete(pair);
        cut(pair);
      });
    }
  });
  const cut = (pair: readonly Socket[]) => {
    for (const end of pair) end.destroy();
  };
  const listen = (port: number) => new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  const stop = () => {
    const closed = new Promise<void>((done) => (server.listening ? server.close(() => done()) : done()));
    for (const pair of pairs) cut(pair);
    return closed;
  };
  await listen(0);
  const { port } = server.address() as { port: number };
  return {
    through: (url) => {
      const by = new URL(url);
      by.port = String(port);
      return by.href;
    },
    mode: async (mode) => {
      current = mode;
      if (mode === 'closed') await stop();
      else if (!server.listening) await listen(port);
    },
    close: stop,
  };
}
