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
  { cwd: root, stdio: 'inherit' },
);
jest.on('exit', (code) => process.exit(code ?? 1));
