import { rmSync } from 'node:fs';

export default async function teardown() {
  const { postgres, redis, folder } = globalThis.openlyTest;
  redis?.kill('SIGKILL');
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}
