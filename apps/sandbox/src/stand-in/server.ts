import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import { generate } from 'selfsigned';
import type { EmulatedGoogle } from '../google/google.js';
import { ImageProxy } from './image-proxy.js';
import { mailApp } from './mail-app.js';

/** One request that the browser made to any host. */
export interface RecordedRequest {
  host: string;
  method: string;
  /** Path with query. */
  path: string;
  /** Milliseconds since 1970. */
  time: number;
}

export interface StandInOptions {
  google: EmulatedGoogle;
  port: number;
  apiUrl: string | undefined;
  undoSeconds: number;
}

export interface StandInServer {
  port: number;
  requests: RecordedRequest[];
  close(): Promise<void>;
}

/** Beyond this many the oldest records go, so that a window left open for weeks does not fill the memory. */
const RECORDS_KEPT = 50_000;

/**
 * A TLS server on 127.0.0.1 that answers for every host name. Chromium is started with all names mapped to it, so
 * nothing the browser asks leaves the computer, and every request is seen:
 * mail.google.com is the stand-in, *.googleusercontent.com the image proxy, any other host answers 404.
 */
export async function serveStandIn({ google, port, apiUrl, undoSeconds }: StandInOptions): Promise<StandInServer> {
  const certificate = await generate([{ name: 'commonName', value: 'mail.google.com' }], {
    keyType: 'ec',
    algorithm: 'sha256',
  });
  const requests: RecordedRequest[] = [];
  const images = new ImageProxy();
  const mail = mailApp({ google, images, apiUrl, undoSeconds });

  const fetch = async (request: Request): Promise<Response> => {
    const { hostname: host, pathname, search } = new URL(request.url);
    requests.push({ host, method: request.method, path: pathname + search, time: Date.now() });
    if (requests.length > RECORDS_KEPT) requests.shift();
    if (host === 'mail.google.com') return mail.fetch(request);
    if (host.endsWith('.googleusercontent.com')) return proxied(images, pathname);
    return new Response('This host does not exist in the sandbox.', {
      status: 404,
      headers: { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' },
    });
  };

  const server = await new Promise<ServerType>((resolve, reject) => {
    const started = serve(
      {
        hostname: '127.0.0.1',
        port,
        fetch,
        createServer,
        serverOptions: { key: certificate.private, cert: certificate.cert },
      },
      () => resolve(started),
    );
    started.once('error', reject);
  });
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

async function proxied(images: ImageProxy, path: string): Promise<Response> {
  const image = await images.fetch(path);
  if (!image) return new Response('No such image.', { status: 404 });
  return new Response(new Uint8Array(image.bytes), {
    headers: { 'content-type': image.contentType, 'cache-control': 'no-store' },
  });
}
