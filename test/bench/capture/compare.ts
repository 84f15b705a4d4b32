import { createRequire } from 'node:module';
import { median } from '../statistics.js';
import { printFound, rounded } from '../verdict.js';
import type { Answers } from './generator.js';
import { askInTurn, type CaptureStage, type Side } from './stage.js';

/**
 * The same answer from Fastify, from Node alone and, where Express is installed or NODE_PATH leads to it, from Express;
 * and the product with its queues on Redis against PostgreSQL.
 */
export async function compare(stage: CaptureStage, rounds: number): Promise<void> {
  const expressFile = findExpress();
  if (!expressFile) console.log('Express is not installed, so it is not compared');
  const onPostgres = await stage.startProduct('postgres');
  const sides: Record<string, Side> = {};
  const add = (name: string, port: number, rows: 0 | 1) => {
    sides[name] = { name, port, tokens: 'ours', rows };
  };
  for (const kind of ['fastify', 'http', 'express'] as const) {
    if (kind === 'express' && !expressFile) continue;
    const port = await stage.startBare(kind, expressFile ?? '');
    await stage.checkSameAnswer(onPostgres, port);
    add(kind, port, 0);
  }
  add('postgres', onPostgres, 1);
  add('redis', await stage.startProduct('redis'), 1);

  const found: Record<string, Answers>[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const answers = await askInTurn(stage, sides, round);
    found.push(answers);
    const rates = Object.entries(answers).map(([name, { perSecond }]) => `${name} ${perSecond.toFixed(0)}/s`);
    console.log(`round ${round}: ${rates.join(', ')}`);
  }
  const rateOf = (answers: Record<string, Answers>, name: string) => answers[name]?.perSecond ?? Number.NaN;
  const ratio = (one: string, other: string) =>
    rounded(median(found.map((answers) => rateOf(answers, one) / rateOf(answers, other))), 2);
  printFound('capture', {
    ...(expressFile && { express_of_fastify: ratio('express', 'fastify') }),
    http_of_fastify: ratio('http', 'fastify'),
    redis_of_postgres: ratio('redis', 'postgres'),
  });
}

function findExpress(): string | null {
  try {
    return createRequire(import.meta.url).resolve('express');
  } catch {
    return null;
  }
}
