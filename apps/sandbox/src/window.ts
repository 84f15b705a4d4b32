import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchBrowser, signInExtension } from './index.js';

/** `npm run sandbox`: a browser window with the extension in the stand-in mail, signed in. Starts Openly unless it runs already. */
const root = fileURLToPath(new URL('../../../', import.meta.url));
const apiUrl = `http://127.0.0.1:${process.env.OPENLY_PORT ?? '3000'}`;
const addressFile = join(resolve(root, process.env.OPENLY_DATA_DIR ?? '.openly'), 'sandbox.json');
const START_TIMEOUT_MS = 60_000;

const isRunning = async (): Promise<boolean> => {
  try {
    return (await fetch(`${apiUrl}/health/live`, { signal: AbortSignal.timeout(2_000) })).ok && existsSync(addressFile);
  } catch {
    return false;
  }
};

let server: ChildProcess | null = null;
if (!(await isRunning())) {
  server = spawn(process.execPath, [join(root, 'apps/api/dist/main.js')], { cwd: root, stdio: 'inherit' });
  server.once('exit', (code) => process.exit(code ?? 1));
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await isRunning())) {
    if (Date.now() > deadline) {
      console.error(`Openly did not answer at ${apiUrl} within ${START_TIMEOUT_MS / 1000} s.`);
      server.kill();
      process.exit(1);
    }
    await new Promise((done) => setTimeout(done, 300));
  }
}

const { standInPort } = JSON.parse(readFileSync(addressFile, 'utf8')) as { standInPort: number };
try {
  const context = await launchBrowser({
    standInPort,
    extensionDir: join(root, 'apps/extension/dist'),
    headless: process.env.OPENLY_HEADLESS === '1',
  });
  await signInExtension(context, apiUrl);
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto('https://mail.google.com/mail/u/0/#inbox');
  console.log('The stand-in mail is open. Close its window to end.');
  const end = (): void => void context.close();
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  await new Promise((closed) => context.once('close', closed));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  if (server) {
    server.removeAllListeners('exit');
    server.kill('SIGTERM');
    await new Promise((ended) => server?.once('exit', ended));
  }
}
