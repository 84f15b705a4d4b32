// Runs every suite, or what the arguments name, and ends with `N passed, N failed, N skipped` over all of them.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const jest = spawn(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--no-warnings',
    join(root, 'node_modules/jest/bin/jest.js'),
    '-c',
    'jest.config.mjs',
    // First, or Jest would take what they name for more reporters.
    ...process.argv.slice(2),
    '--reporters=default',
    '--reporters=<rootDir>/test/support/totals-reporter.mjs',
  ],
  // A whole run fails where no test has got an answer that the API describes.
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...(process.argv.length === 2 && { OPENLY_TEST_WHOLE: '1' }) },
  },
);
jest.on('exit', (code) => process.exit(code ?? 1));
