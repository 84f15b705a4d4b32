import { join } from 'node:path';
import { aTokenKey, type Mails, writeMails } from '../../faults/opens/mails.js';
import type { ProductDatabase, ProductProcess, RedisServer } from '../../support/product.js';
import { startPostgres, startProduct, startRedis } from '../../support/product.js';
import { type Child, startChild } from '../child.js';
import { checkDurable } from '../durable.js';
import type { Kept } from '../ending.js';
import type { BareKind } from './bare-server.js';
import type { Answers, Question } from './generator.js';

/** Mails whose images are fetched in turn. */
const MAILS = 2_000;
const CONNECTIONS = 64;
const WARM_UP_MS = 1_500;
const MEASURED_MS = 4_000;

/** One way to answer, and how it is asked. */
export interface Side {
  name: string;
  port: number;
  tokens: 'ours' | 'forged';
  /** Rows in `hit` for every answer. */
  rows: 0 | 1;
  /** Absent: as many as it can. */
  perSecond?: number;
}

/** Servers beside each other on one database, of which one at a time is asked. */
export interface CaptureStage {
  /** Asks one side; then looks whether what it answered is in the database. @throws Error when anything was lost */
  ask(side: Side): Promise<Answers>;
  /** Base port of a process of the product, role `api`: nothing judges the hits. */
  startProduct(queue: 'postgres' | 'redis'): Promise<number>;
  startBare(kind: BareKind, expressFile?: string): Promise<number>;
  /** @throws Error where one answers a mail's image otherwise than the other, be it by a header */
  checkSameAnswer(onePort: number, otherPort: number): Promise<void>;
}

export async function setStage(kept: Kept, signal: AbortSignal, nodeArgs: string[]): Promise<CaptureStage> {
  const postgres = kept(await startPostgres());
  const database = await postgres.createDatabase();
  const tokens = aTokenKey();
  let redis: RedisServer | undefined;
  let mails: Mails | undefined;
  const generator = kept((await startChild(join(import.meta.dirname, 'generator.ts'))).child);

  return {
    async startProduct(queue) {
      if (queue === 'redis') redis ??= kept(await startRedis());
      const product = await startProduct({
        role: 'api',
        database,
        env: { OPENLY_TOKEN_KEYS: tokens.setting },
        nodeArgs,
        ...(queue === 'redis' && { redisUrl: redis?.url }),
      });
      kept(ending(product));
      // The first start makes the tables.
      mails ??= await writeMails(database, tokens.key, MAILS);
      await checkDurable(database, ['hit', 'message']);
      return portOf(product.url);
    },
    async startBare(kind, expressFile) {
      const given = kind === 'insert' ? database.url : (expressFile ?? '');
      const { child, first } = await startChild<number>(join(import.meta.dirname, 'bare-server.ts'), [kind, given]);
      kept(child);
      return first;
    },
    async checkSameAnswer(onePort, otherPort) {
      const path = pathsOf(mails, 'forged')[0] ?? '';
      const [one, other] = [await answerOf(onePort, path), await answerOf(otherPort, path)];
      if (one !== other) throw new Error(`the sides do not answer the same:\n${one}\nand\n${other}`);
    },
    async ask(side) {
      signal.throwIfAborted();
      await database.query('truncate hit');
      await database.query('checkpoint');
      const answers = await ask(generator, side, pathsOf(mails, side.tokens));
      const wrong = answers.troubles.map(([trouble, times]) => `${times} times ${trouble}`);
      if (wrong.length > 0) throw new Error(`${side.name} answered ${wrong.join(', ')}`);
      const rows = await rowsOf(database);
      if (rows !== answers.answered * side.rows) {
        throw new Error(`${side.name} answered ${answers.answered} times and kept ${rows} hits`);
      }
      return answers;
    },
  };
}

/** Each side once, every other round in the opposite order. */
export async function askInTurn<Name extends string>(
  stage: CaptureStage,
  sides: Readonly<Record<Name, Side>>,
  round: number,
): Promise<Record<Name, Answers>> {
  const order = Object.keys(sides) as Name[];
  if (round % 2 === 0) order.reverse();
  const found: Partial<Record<Name, Answers>> = {};
  for (const name of order) found[name] = await stage.ask(sides[name]);
  return found as Record<Name, Answers>;
}

function ask(generator: Child, { port, tokens, perSecond }: Side, paths: readonly string[]): Promise<Answers> {
  const question: Question = {
    port,
    connections: CONNECTIONS,
    paths,
    vary: tokens === 'forged',
    warmUpMs: WARM_UP_MS,
    measuredMs: MEASURED_MS,
    ...(perSecond !== undefined && { perSecond }),
  };
  return generator.ask(question);
}

function pathsOf(mails: Mails | undefined, tokens: Side['tokens']): string[] {
  if (!mails) throw new Error('the product has not made its tables yet');
  const pathOf = tokens === 'ours' ? mails.pixelOf : mails.forgedPixelOf;
  return mails.ids.map((_, mail) => pathOf(mail));
}

async function rowsOf(database: ProductDatabase): Promise<number> {
  const [row] = await database.query<{ rows: number }>('select count(*)::int as rows from hit');
  return row?.rows ?? Number.NaN;
}

/** Status, headers and body, but for the date. */
async function answerOf(port: number, path: string): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`);
  const headers = [...answer.headers].filter(([name]) => name !== 'date').map(([name, value]) => `${name}: ${value}`);
  const body = Buffer.from(await answer.arrayBuffer());
  return [answer.status, ...headers.sort(), body.toString('base64')].join('\n');
}

/** With a profile a process must end by itself, to write it. */
const ending = (product: ProductProcess) => ({ close: () => product.kill('SIGTERM') });

const portOf = (url: string) => Number(new URL(url).port);
