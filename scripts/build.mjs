// Compiles libraries and applications to their dist/ folders and builds the extension. Seconds, so `npm start` does
// it every time.
import { execFile } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '..');
const run = promisify(execFile);
const bin = (name) => join(root, 'node_modules/.bin', name);

async function compile(folder) {
  rmSync(join(root, folder, 'dist'), { recursive: true, force: true });
  await run(
    process.execPath,
    [
      join(root, 'node_modules/@swc/cli/bin/swc.js'),
      'src',
      '--out-dir',
      'dist',
      '--strip-leading-paths',
      '--config-file',
      join(root, '.swcrc'),
      '--ignore',
      '**/*.spec.ts,**/*.spec.tsx,**/*.d.ts',
      '--quiet',
    ],
    { cwd: join(root, folder) },
  );
}

const packages = ['libs/contracts', 'libs/tracking', 'libs/scheduling', 'libs/client', 'apps/api', 'apps/sandbox'];
const extension = run(bin('wxt'), ['build'], { cwd: join(root, 'apps/extension') });

try {
  await Promise.all([...packages.filter((folder) => existsSync(join(root, folder, 'src'))).map(compile), extension]);
} catch (error) {
  console.error(error.stdout ?? '', error.stderr ?? error);
  process.exit(1);
}
