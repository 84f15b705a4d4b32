// What the image costs without a product: the same answer from a route that does nothing else, or inserts one row.
// Arguments: what serves it; for `insert` the URL of the database, for `express` the file to import.
import { createServer, type RequestListener } from 'node:http';
import { fastify } from 'fastify';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { PIXEL } from '../../../apps/api/src/capture/pixel.js';

export type BareKind = 'fastify' | 'insert' | 'http' | 'express';

const [kind, given = ''] = process.argv.slice(2) as [BareKind, string?];
const ROUTE = '/o/:senderId/:token';
/** As the product keeps connections. */
const KEEP_ALIVE_MS = 72_000;
const headers = {
  'Content-Type': 'image/gif',
  'Cache-Control': 'no-store, no-cache, must-revalidate, max-age=0',
  Pragma: 'no-cache',
};

async function fastifyServer(insert: (() => Promise<unknown>) | null): Promise<number> {
  const server = fastify({ keepAliveTimeout: KEEP_ALIVE_MS, routerOptions: { maxParamLength: 500 } });
  if (insert) {
    server.get(ROUTE, async (_request, reply) => {
      await insert();
      return reply.headers(headers).send(PIXEL);
    });
  } else {
    server.get(ROUTE, (_request, reply) => {
      reply.headers(headers).send(PIXEL);
    });
  }
  await server.listen({ port: 0, host: '127.0.0.1' });
  return (server.server.address() as { port: number }).port;
}

function insertInto(connectionString: string): () => Promise<unknown> {
  const pool = new pg.Pool({ connectionString, options: '-c openly.scope=system', max: 10 });
  const text = 'insert into hit (team_id, id, message_id, method, arrived_at, origin) values ($1, $2, $3, $4, $5, $6)';
  const [teamId, messageId] = [uuidv7(), uuidv7()];
  // As long as the product's with the user agent of Chrome.
  const origin = 'x'.repeat(235);
  return () => pool.query(text, [teamId, uuidv7(), messageId, 'GET', new Date(), origin]);
}

function listen(listener: RequestListener): Promise<number> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, listener);
  return new Promise((listening) => {
    server.listen(0, '127.0.0.1', () => listening((server.address() as { port: number }).port));
  });
}

interface ExpressResponse {
  set(headers: Record<string, string>): this;
  send(body: Buffer): void;
}
interface ExpressApp extends RequestListener {
  disable(setting: string): void;
  get(path: string, handler: (request: unknown, response: ExpressResponse) => void): void;
}

async function expressServer(file: string): Promise<number> {
  const { default: express }: { default: () => ExpressApp } = await import(file);
  const app = express();
  // The others say neither.
  app.disable('x-powered-by');
  app.disable('etag');
  app.get(ROUTE, (_request, response) => response.set(headers).send(PIXEL));
  return listen(app);
}

const servers: Record<BareKind, () => Promise<number>> = {
  fastify: () => fastifyServer(null),
  insert: () => fastifyServer(insertInto(given)),
  http: () =>
    listen((_request, response) => {
      response.writeHead(200, { ...headers, 'Content-Length': PIXEL.length });
      response.end(PIXEL);
    }),
  express: () => expressServer(given),
};

process.on('disconnect', () => process.exit());
process.send?.(await servers[kind]());
