import { existsSync, readFileSync, rmSync } from 'node:fs';

export default async function teardown() {
  globalThis.openlyTest.users -= 1;
  if (globalThis.openlyTest.users > 0) return;
  const { postgres, redis, folder } = globalThis.openlyTest;
  globalThis.openlyTest = undefined;
  redis?.kill('SIGKILL');
  await postgres.stop();
  const seen = readSeen(process.env.OPENLY_TEST_SEEN);
  rmSync(folder, { recursive: true, force: true });
  refuseUnseen(seen);
}

/** What test/support/described.ts has written, each line once; nothing where not all tests were run. */
function readSeen(file) {
  if (!process.env.OPENLY_TEST_WHOLE || !existsSync(file)) return [];
  return [...new Set(readFileSync(file, 'utf8').split('\n').filter(Boolean))];
}

/** Fails a whole run in which no test has got some answer of success that /openapi.json describes. */
function refuseUnseen(lines) {
  const described = lines.filter((line) => line.startsWith('?')).map((line) => line.slice(1));
  const unseen = described.filter((answer) => !lines.includes(answer));
  const successes = unseen.filter((answer) => / [23]\d\d$/.test(answer));
  if (successes.length > 0) throw new Error(`No test has got these answers:\n${successes.join('\n')}`);
}
