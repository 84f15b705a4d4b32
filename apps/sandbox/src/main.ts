import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startSandbox } from './index.js';

/**
 * The sandbox as a child process of `npm start`:
 * `main.js --google-port 3001 --data-dir DIR --api-url http://127.0.0.1:3000 [--stand-in-port 0]`.
 * Reports `{ready, googleUrl, standInPort, smtpUrl}` to its parent (or prints it) and leaves the same in `DIR/sandbox.json` while it runs.
 */
const { values } = parseArgs({
  options: {
    'google-port': { type: 'string', default: '3001' },
    'stand-in-port': { type: 'string', default: '0' },
    'data-dir': { type: 'string', default: '.openly' },
    'api-url': { type: 'string' },
    'undo-seconds': { type: 'string', default: '5' },
  },
});

const dataDir = resolve(values['data-dir']);
const addressFile = join(dataDir, 'sandbox.json');

try {
  mkdirSync(dataDir, { recursive: true });
  const sandbox = await startSandbox({
    googlePort: Number(values['google-port']),
    standInPort: Number(values['stand-in-port']),
    dataDir,
    apiUrl: values['api-url'],
    undoSeconds: Number(values['undo-seconds']),
  });
  const { googleUrl, standInPort, smtpUrl } = sandbox;
  const report = { ready: true, googleUrl, standInPort, smtpUrl };
  writeFileSync(addressFile, `${JSON.stringify({ ...report, pid: process.pid })}\n`);

  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    rmSync(addressFile, { force: true });
    void sandbox.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  // The parent was killed: without it the sandbox serves nobody.
  process.once('disconnect', stop);
  if (process.send) process.send(report);
  else console.log(JSON.stringify(report));
} catch (error) {
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  console.error(
    code === 'EADDRINUSE' ? `The sandbox cannot start: port ${port ?? values['google-port']} is in use.` : error,
  );
  process.exit(1);
}
