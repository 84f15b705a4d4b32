import { connect, createServer, type Server, type Socket } from 'node:net';
import type { TestDatabase } from './database.js';

/** A way to the database that can be cut, or can lose its answers. */
export interface LossyDatabase extends TestDatabase {
  /** Cuts every connection and takes no more. */
  cut(): Promise<void>;
  /** Statements still arrive and are carried out, but no answer comes back. */
  loseAnswers(): void;
  /** Hears what clients send to the database from now on; the function it gives tells what that was until then. */
  listen(): () => string[];
  /** As if nothing had been. Connections whose answers were lost stay silent. */
  restore(): Promise<void>;
}

/** Puts a forwarding port before the database's; the test's own `query` goes past it. */
export async function lossyWayTo(database: TestDatabase): Promise<LossyDatabase> {
  const real = new URL(database.connections.appUrl);
  const pairs = new Set<[Socket, Socket]>();
  const ears = new Set<string[]>();
  let silent = false;
  const server: Server = createServer((client) => {
    const upstream = connect(Number(real.port), real.hostname);
    const pair: [Socket, Socket] = [client, upstream];
    pairs.add(pair);
    let muted = false;
    client.on('data', (bytes) => {
      for (const heard of ears) heard.push(bytes.toString('latin1'));
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      muted ||= silent;
      if (!muted) client.write(bytes);
    });
    for (const socket of pair) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        pairs.delete(pair);
        for (const end of pair) end.destroy();
      });
    }
  });
  const listen = (port: number) => new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  const close = () => new Promise<void>((done) => (server.listening ? server.close(() => done()) : done()));
  await listen(0);
  const { port } = server.address() as { port: number };
  const forwarded = new URL(real);
  forwarded.host = `127.0.0.1:${port}`;
  return {
    ...database,
    connections: { ...database.connections, appUrl: forwarded.href },
    cut: async () => {
      const closed = close();
      for (const pair of pairs) for (const end of pair) end.destroy();
      await closed;
    },
    loseAnswers: () => {
      silent = true;
    },
    listen: () => {
      const heard: string[] = [];
      ears.add(heard);
      return () => heard;
    },
    restore: async () => {
      silent = false;
      if (!server.listening) await listen(port);
    },
    close: async () => {
      for (const pair of pairs) for (const end of pair) end.destroy();
      await close();
      await database.close();
    },
  };
}
