import { readFileSync } from 'node:fs';
import { startOriginReader } from '../../support/origin-reader.js';
import type { ProductDatabase } from '../../support/product.js';
import { startProduct } from '../../support/product.js';
import { until } from '../../support/until.js';
import { aTokenKey, writeMails } from '../opens/mails.js';
import { diceFrom } from '../sends/random.js';
import { PUBLIC } from './addresses.js';
import { talk } from './connection.js';
import { kinds } from './kinds.js';
import { type Asked, type Exchange, type Material, TRUSTED } from './requests.js';
import { type Counts, judge, judgeHits, judgePlaces } from './verdict.js';

export interface FuzzOptions {
  database: Pick<ProductDatabase, 'url' | 'ownerUrl' | 'query'>;
  seed: string;
  requests: number;
  signal?: AbortSignal;
  say?(line: string): void;
}

export interface FuzzRun extends Counts {
  crashes: number;
  /** What was wrong, in words, and how often. */
  wrong: Map<string, number>;
  /** Requests by kind. */
  byKind: Map<string, number>;
  /** Resident megabytes of the API after a fifth of the requests, and at the end. */
  memory: { warm: number; end: number };
}

const AT_ONCE = 48;

/** Sends generated requests to an API process of its own, then compares what it keeps; a worker judges it in the end. */
export async function fuzzProduct({ database, seed, requests, signal, say }: FuzzOptions): Promise<FuzzRun> {
  const tokens = aTokenKey();
  const product = {
    database,
    env: { OPENLY_TOKEN_KEYS: tokens.setting, OPENLY_TRUSTED_PROXIES: TRUSTED },
  };
  const api = await startProduct({ ...product, role: 'api' });
  const reader = await startOriginReader(database);
  try {
    const run: FuzzRun = {
      requests: 0,
      images: 0,
      refused: 0,
      abandoned: 0,
      crashes: 0,
      wrong: new Map(),
      byKind: new Map(),
      memory: { warm: 0, end: 0 },
    };
    const mails = await writeMails(database, tokens.key, requests + PUBLIC.length);
    const expected = new Map<string, { address: string | null }>();
    const expect = ({ mail, address }: Asked) => mail !== null && expected.set(mails.ids[mail] as string, { address });
    let next = 0;
    const material: Material = {
      dice: diceFrom(seed),
      mail: () => {
        const mail = next++ % requests;
        return { mail, path: mails.pixelOf(mail) };
      },
      forged: () => mails.forgedPixelOf(material.dice.between(0, requests - 1)),
    };
    const port = Number(new URL(api.url).port);
    const makers = Object.values(kinds);
    const send = async (exchange: Exchange) => {
      const said = await talk(port, exchange);
      for (const asked of exchange.asked) expect(asked);
      for (const what of judge(exchange, said, run)) note(run.wrong, `${exchange.kind}: ${what}`);
      run.byKind.set(exchange.kind, (run.byKind.get(exchange.kind) ?? 0) + exchange.asked.length);
      if (run.memory.warm === 0 && run.requests > requests / 5) run.memory.warm = residentMegabytes(api.pid);
    };
    const worker = async () => {
      while (run.requests < requests && api.running()) {
        signal?.throwIfAborted();
        await send(material.dice.pick(makers)(material));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    // Last, so that it is not forgotten before it is judged who made them.
    for (const exchange of controls(requests, mails.pixelOf)) if (api.running()) await send(exchange);
    if (!api.running()) {
      run.crashes = 1;
      say?.(`the API ended:\n${api.log().trim().split('\n').slice(-8).join('\n')}`);
      return run;
    }
    run.memory.end = residentMegabytes(api.pid);
    for (const line of api.log().split('\n'))
      if (/ERROR|request failed/.test(line)) note(run.wrong, `the API says: ${line}`);
    for (const what of await judgeHits(database, reader, expected)) note(run.wrong, what);

    const judging = await startProduct({ ...product, role: 'worker' });
    try {
      await until(
        async () => (await database.query('select from hit limit 1')).length === 0,
        120_000,
        'an empty inbox',
      );
    } finally {
      await judging.kill('SIGTERM');
    }
    const plain = new Map(PUBLIC.map((address, nth) => [address as string, mails.ids[requests + nth] as string]));
    for (const what of await judgePlaces(database, expected, plain)) note(run.wrong, what);
    return run;
  } finally {
    await reader.close();
    await api.kill('SIGKILL');
  }
}

/** One plain request from each address, to know what its place is. */
function controls(first: number, pixelOf: (mail: number) => string): Exchange[] {
  return PUBLIC.map((address, nth) => ({
    kind: 'plain requests',
    peer: '127.1.0.1',
    pieces: [
      Buffer.from(
        `GET ${pixelOf(first + nth)} HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: ${address}\r\nConnection: close\r\n\r\n`,
      ),
    ],
    pauseMs: 0,
    asked: [{ method: 'GET', expected: 'image' as const, mail: first + nth, address }],
    abandoned: false,
    closes: true,
  }));
}

const note = (notes: Map<string, number>, what: string) => notes.set(what, (notes.get(what) ?? 0) + 1);

/** From `/proc/PID/status`, see proc(5); 0 on a system without. */
function residentMegabytes(pid: number): number {
  try {
    const [, kibibytes = '0'] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Math.round(Number(kibibytes) / 1_024);
  } catch {
    return 0;
  }
}
