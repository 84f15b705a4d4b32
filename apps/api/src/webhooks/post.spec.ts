import { createServer as createPlain, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { post } from './post.js';
import type { Resolve } from './targets.js';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    if ('closeAllConnections' in server) (server as ReturnType<typeof createPlain>).closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
});

async function portOf(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return (server.address() as AddressInfo).port;
}
const receiver = (answer: RequestListener) => portOf(createPlain(answer));

/** Answers with one list of addresses after the other, and the last one from then on. */
function resolving(...answers: string[][]): { resolve: Resolve; asked: () => number } {
  let asked = 0;
  return { resolve: async () => answers[Math.min(asked++, answers.length - 1)] ?? [], asked: () => asked };
}
const reach = (privateAllowed: boolean, resolve: Resolve, answerWithinMs = 2_000) => ({
  privateAllowed,
  resolve,
  answerWithinMs,
});
const nowhere: Resolve = async () => {
  throw new Error('was not to be asked');
};

describe('a post', () => {
  it('goes to the very address that was checked, whatever the name has become since', async () => {
    let received = '';
    const port = await receiver((request, answer) => {
      request.on('data', (chunk) => (received += chunk));
      request.on('end', () => answer.writeHead(204).end());
    });
    const names = resolving(['127.0.0.1'], ['192.168.255.254']);
    const outcome = await post(`http://no-such-name.example:${port}/`, {}, 'body', reach(true, names.resolve));
    expect(outcome).toEqual({ httpStatus: 204, error: null });
    expect(received).toBe('body');
    expect(names.asked()).toBe(1);
  });

  it('reaches nothing of the own network by a name that first is public and then loopback', async () => {
    let connections = 0;
    const port = await portOf(createServer((socket) => socket.destroy(void connections++)));
    const names = resolving(['8.8.8.8'], ['127.0.0.1']);
    const target = `https://rebound.example:${port}/`;
    await post(target, {}, '', reach(false, names.resolve, 300));
    expect(names.asked()).toBe(1);
    expect((await post(target, {}, '', reach(false, names.resolve))).error).toBe('no_address');
    expect(connections).toBe(0);
  });

  it.each(['https://127.0.0.1', 'https://[::1]', 'https://[::ffff:127.0.0.1]', 'http://8.8.8.8', 'https://localhost'])(
    'to %s is refused before anything is asked or connected',
    async (origin) => {
      let connections = 0;
      const port = await portOf(createServer((socket) => socket.destroy(void connections++)));
      expect((await post(`${origin}:${port}/`, {}, '', reach(false, nowhere))).error).toBe('no_address');
      expect(connections).toBe(0);
    },
  );

  it('follows no redirect', async () => {
    const paths: string[] = [];
    const port = await receiver((request, answer) => {
      paths.push(request.url ?? '');
      answer.writeHead(307, { location: '/elsewhere' }).end();
    });
    const outcome = await post(`http://127.0.0.1:${port}/hook`, {}, '', reach(true, nowhere));
    expect(outcome).toEqual({ httpStatus: 307, error: null });
    expect(paths).toEqual(['/hook']);
  });

  it('is over with the answer’s head: a body without end is hung up on', async () => {
    let sent = 0;
    const port = await receiver((_request, answer) => {
      answer.writeHead(200);
      const more = () => {
        while (!answer.destroyed && answer.write('x'.repeat(1_024))) sent += 1;
      };
      answer.on('drain', more);
      more();
    });
    expect((await post(`http://127.0.0.1:${port}/`, {}, '', reach(true, nowhere))).httpStatus).toBe(200);
    const before = sent;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(sent - before).toBeLessThan(1_000);
  });

  it('says what went wrong where there was no answer', async () => {
    const silent = await receiver(() => undefined);
    const plain = await receiver((_request, answer) => answer.end());
    const babbling = await portOf(createServer((socket) => socket.resume().end('not HTTP at all\r\n\r\n')));
    const [closed, server] = [await portOf(createServer()), servers.at(-1)];
    await new Promise((done) => server?.close(done));
    servers.pop();
    const missing: Resolve = async () => {
      throw Object.assign(new Error('queryA ENOTFOUND'), { code: 'ENOTFOUND' });
    };
    const stuck: Resolve = () => new Promise(() => undefined);
    const errorOf = async (target: string, resolve: Resolve = nowhere) =>
      (await post(target, {}, '', reach(true, resolve, 500))).error;
    expect(await errorOf(`http://127.0.0.1:${silent}/`)).toBe('timeout');
    expect(await errorOf(`https://127.0.0.1:${plain}/`)).toBe('tls');
    expect(await errorOf(`http://127.0.0.1:${babbling}/`)).toBe('broken_answer');
    expect(await errorOf(`http://127.0.0.1:${closed}/`)).toBe('unreachable');
    expect(await errorOf('http://nowhere.example/', missing)).toBe('no_address');
    expect(await errorOf('http://stuck.example/', stuck)).toBe('timeout');
  });
});
