import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type ServerType, serve } from '@hono/node-server';
import { restyleAccountChooser } from './account-chooser.js';
import { CUT_CONNECTION } from './faults.js';
import { EmulatedGoogle } from './google.js';
import type { Person } from './seed.js';

export interface GoogleServer {
  google: EmulatedGoogle;
  url: string;
  close(): Promise<void>;
}

/** Serves the emulated Google on 127.0.0.1. Rejects with the system's error (`EADDRINUSE`) when the port is taken. */
export async function serveGoogle(port: number, dataDir: string, people?: readonly Person[]): Promise<GoogleServer> {
  let google: EmulatedGoogle | undefined;
  const server = await new Promise<ServerType>((resolve, reject) => {
    const started = serve(
      {
        hostname: '127.0.0.1',
        port,
        fetch: async (request, env: { outgoing?: { destroy(): void } }) => {
          if (!google) return new Response(null, { status: 503 });
          const answer = await google.fetch(request);
          if (answer.status === CUT_CONNECTION) env.outgoing?.destroy();
          return restyleAccountChooser(request, answer);
        },
      },
      () => resolve(started),
    );
    started.once('error', reject);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  google = new EmulatedGoogle(url, join(dataDir, 'sandbox', 'google.json'), people);
  const running = google;
  return {
    google: running,
    url,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          running.close();
          resolve();
        });
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}
