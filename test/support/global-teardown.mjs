import { rmSync } from 'node:fs';

export default async function teardown() {
  globalThis.openlyTest.users -= 1;
  if (globalThis.openlyTest.users > 0) return;
  const { postgres, redis, folder } = globalThis.openlyTest;
  globalThis.openlyTest = undefined;
  redis?.kill('SIGKILL');
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}
