import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Open, Receipt, Thread } from '@openly/contracts';
import type { BrowserContext } from 'playwright-core';
import { GmailPage } from './gmail-page.js';
import {
  findChromium,
  launchBrowser,
  openAsReader,
  readers,
  type Sandbox,
  type SignedIn,
  type StoredMessage,
  signInExtension,
  startSandbox,
} from './index.js';

/**
 * `npm run demo`: the whole job without a window, on parts it starts itself: compose, send, schedule, open, receipt.
 * Prints each step with its proof; exit code 0 only if all hold.
 */

const root = fileURLToPath(new URL('../../../', import.meta.url));
const READY_WITHIN_MS = 20_000;
const RECEIPT_WITHIN_MS = 2_000;
const SEND_DELAY_MS = 50;
const LOOKS_TIMED = 20;
const reader = 'rita.reader@example.net';

let failures = 0;

function prove(step: string, holds: boolean, proof: string): void {
  if (!holds) failures += 1;
  console.log(`${holds ? 'ok  ' : 'FAIL'} ${step}\n       ${proof}`);
}

interface Stage {
  api: ChildProcess;
  apiUrl: string;
  sandbox: Sandbox;
  browser: BrowserContext;
  gmail: GmailPage;
  session: SignedIn;
}

/** What to do at the end, last one first. */
type Undo = () => unknown;

async function main(): Promise<void> {
  if (findChromium() === null) {
    console.error('The demo drives a real Chromium and found none. Install it, or name it in OPENLY_CHROMIUM.');
    process.exitCode = 1;
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'openly-demo-'));
  const undo: Undo[] = [() => rmSync(folder, { recursive: true, force: true })];
  try {
    const stage = await setStage(folder, undo);
    const sent = await trackedSend(stage);
    await ownLook(stage, sent);
    await phoneInUtrecht(stage, sent);
    await gmailProxy(stage, sent);
    await timeReceipts(stage, sent);
    await scheduledSend(stage);
    await receipts(stage, sent);
    await readerStops(stage, sent);
  } catch (error) {
    prove('the demo runs to its end', false, (error as Error).message);
  } finally {
    for (const step of undo.reverse()) await step();
  }
  console.log(failures === 0 ? 'All of it holds.' : `${failures} of it did not hold.`);
  process.exitCode = failures === 0 ? 0 : 1;
}

async function setStage(folder: string, undo: Undo[]): Promise<Stage> {
  const port = await freePort();
  const apiUrl = `http://127.0.0.1:${port}`;
  const sandbox = await startSandbox({ googlePort: 0, dataDir: folder, apiUrl, undoSeconds: 0 });
  undo.push(() => sandbox.close());

  const { PATH, HOME } = process.env;
  const started = Date.now();
  const api = spawn(process.execPath, [join(root, 'apps/api/dist/main.js')], {
    cwd: folder,
    env: { PATH, HOME, OPENLY_PORT: String(port), OPENLY_DATA_DIR: folder, OPENLY_GOOGLE_URL: sandbox.googleUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  undo.push(() => stop(api));
  const ready = await lineOf(api, /^ready .*$/m);
  const took = Date.now() - started;
  prove('Openly starts', took < READY_WITHIN_MS, `${ready}, after ${(took / 1000).toFixed(1)} s`);

  const browser = await launchBrowser({
    standInPort: sandbox.standInPort,
    extensionDir: join(root, 'apps/extension/dist'),
    headless: true,
  });
  undo.push(() => browser.close());
  const session = await signInExtension(browser, apiUrl);
  const gmail = new GmailPage(browser.pages()[0] ?? (await browser.newPage()));
  await gmail.open();
  prove(
    'the extension is signed in and stands in Gmail',
    true,
    `Chromium ${browser.browser()?.version() ?? ''}`.trim(),
  );
  return { api, apiUrl, sandbox, browser, gmail, session };
}

async function trackedSend(stage: Stage): Promise<StoredMessage> {
  const { gmail, sandbox } = stage;
  const compose = await gmail.compose({ to: [reader], subject: 'Our offer', body: 'Dear Rita, here is our offer.' });
  await gmail.tracking(compose, 'tracked');
  const draft = await until(async () => (await sandbox.mailbox('sender@example.com').drafts())[0]?.message.html);
  prove('the draft has no marks', !hasMarks(draft), `draft: ${draft.length} bytes of HTML, no pixel, no notice`);
  await gmail.send(compose);
  const sent = await until(() => sentMail(stage, 'Our offer'));
  prove('the sent mail has pixel and notice', hasMarks(sent.html), pixelOf(sent.html));
  const delay = await gmail.lastSendDelay();
  prove('Send was not held up', delay < SEND_DELAY_MS, `${delay} ms`);
  return sent;
}

async function ownLook(stage: Stage, sent: StoredMessage): Promise<void> {
  const { gmail, sandbox } = stage;
  await gmail.folder('sent');
  await gmail.openThread('Our offer');
  await pause(1_500);
  const asked = sandbox.requests.filter(({ host }) => host.endsWith('googleusercontent.com')).length;
  const [receipt] = await receiptsOf(stage, [sent.threadId]);
  prove(
    'the sender’s own look does not count',
    receipt?.openCount === 0 && receipt.machineOpenCount === 0 && receipt.state === 'no_signal',
    `state ${receipt?.state}, ${asked} images asked of Gmail’s proxy`,
  );
}

async function phoneInUtrecht(stage: Stage, sent: StoredMessage): Promise<void> {
  await openAsReader({ html: sent.html, reader: readers.phone_utrecht, apiUrl: stage.apiUrl });
  const open = await openOf(stage, sent, (each) => each.kind === 'direct');
  prove(
    'an open from a Dutch phone has its city',
    open.place?.country === 'NL' && open.place.city === 'Utrecht',
    `${open.kind}, ${open.confidence}: ${open.place?.city}, ${open.place?.country}; ${open.client}, ${open.os}, ${open.device}`,
  );
}

async function gmailProxy(stage: Stage, sent: StoredMessage): Promise<void> {
  await openAsReader({ html: sent.html, reader: readers.gmail_proxy, apiUrl: stage.apiUrl });
  const open = await openOf(stage, sent, (each) => each.kind === 'gmail_proxy');
  prove(
    'an open through Gmail’s proxy has none',
    open.place === null,
    `${open.kind}, ${open.confidence}: ${open.reason}`,
  );
}

/** From the request of the image to the receipt on the sender's screen. */
async function timeReceipts({ gmail, apiUrl }: Stage, sent: StoredMessage): Promise<void> {
  const times: number[] = [];
  for (let look = 0; look < LOOKS_TIMED; look++) {
    const before = await gmail.fetches().count();
    const started = performance.now();
    await openAsReader({ html: sent.html, reader: readers.phone_utrecht, apiUrl });
    // Repeats of one look are folded away, so present is all they can be.
    await gmail.fetches().nth(before).waitFor({ state: 'attached', timeout: 10_000 });
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => Math.round(times[Math.ceil(share * times.length) - 1] ?? 0);
  prove(
    'a fetch is on the sender’s screen within 2 s',
    at(0.95) < RECEIPT_WITHIN_MS,
    `${LOOKS_TIMED} fetches: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, highest ${at(1)} ms`,
  );
}

async function scheduledSend(stage: Stage): Promise<void> {
  const { gmail, sandbox } = stage;
  const compose = await gmail.compose({ to: [reader], subject: 'Good morning', body: 'This leaves at its time.' });
  await gmail.tracking(compose, 'tracked');
  await gmail.sendLater(compose, 'in 8 seconds');
  const schedules = await call<{ items: { id: string; sendAt: string }[] }>(
    stage,
    'GET',
    '/v1/schedules?status=scheduled',
  );
  const schedule = schedules.items[0];
  if (!schedule) throw new Error('The server knows of no scheduled mail');
  const due = Date.parse(schedule.sendAt);
  const early = await sentMail(stage, 'Good morning');
  prove(
    'a scheduled mail waits',
    early === undefined && due > Date.now(),
    `due ${schedule.sendAt}, a draft until then`,
  );
  const sent = await until(() => sentMail(stage, 'Good morning'), 30_000);
  const late = Date.now() - due;
  prove('it leaves at its time', late >= 0 && late < 3_000, `${(late / 1000).toFixed(1)} s after its time`);
  prove('with pixel and notice put in at that moment', hasMarks(sent.html), pixelOf(sent.html));
  const drafts = await sandbox.mailbox('sender@example.com').drafts();
  prove(
    'once, and its draft is gone',
    !drafts.some(({ message }) => message.subject === 'Good morning'),
    `${drafts.length} drafts left`,
  );
  await openAsReader({ html: sent.html, reader: readers.phone_utrecht, apiUrl: stage.apiUrl });
  const open = await openOf(stage, sent, (each) => each.kind === 'direct');
  prove('its open is a receipt too', open.place?.city === 'Utrecht', `${open.openedAt}, ${open.place?.city}`);
}

async function receipts(stage: Stage, sent: StoredMessage): Promise<void> {
  const [receipt] = await receiptsOf(stage, [sent.threadId]);
  prove(
    'the receipt as the API gives it',
    receipt?.state === 'opened' && receipt.openCount >= 2,
    JSON.stringify(receipt),
  );
}

async function readerStops(stage: Stage, sent: StoredMessage): Promise<void> {
  const page = /href="([^"]+\/r\/[^"]+)"/.exec(sent.html)?.[1] ?? '';
  const [before] = await receiptsOf(stage, [sent.threadId]);
  const answer = await fetch(`${page}/decision`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ decision: 'refuse', scope: 'sender' }),
  });
  await openAsReader({ html: sent.html, reader: readers.gmail_proxy, apiUrl: stage.apiUrl });
  await pause(1_500);
  const [after] = await receiptsOf(stage, [sent.threadId]);
  prove(
    'the reader stops it, for mail already sent too',
    answer.ok && after?.state === 'withdrawn' && after.openCount === before?.openCount,
    `decision ${answer.status}, then a look that is not recorded: ${after?.openCount} looks before and after`,
  );
}

const sentMail = async ({ sandbox }: Stage, subject: string) =>
  (await sandbox.mailbox('sender@example.com').list('SENT')).find((mail) => mail.subject === subject);

const hasMarks = (html: string) => /\/o\/[\w-]+\/[\w-]+\.gif/.test(html) && /\/r\/[\w-]+/.test(html);
const pixelOf = (html: string) => /<img[^>]*\/o\/[^>]*>/.exec(html)?.[0] ?? 'no pixel';

function openOf(stage: Stage, sent: StoredMessage, wanted: (open: Open) => boolean): Promise<Open> {
  return until(async () => {
    const thread = await call<Thread>(stage, 'GET', `/v1/threads/${sent.threadId}`);
    return thread.messages.flatMap(({ opens }) => opens).find(wanted);
  });
}

async function receiptsOf(stage: Stage, gmailThreadIds: string[]): Promise<Receipt[]> {
  return (await call<{ receipts: Receipt[] }>(stage, 'POST', '/v1/threads/receipts', { gmailThreadIds })).receipts;
}

async function call<T>(stage: Stage, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(stage.apiUrl + path, {
    method,
    headers: { authorization: `Bearer ${stage.session.accessToken}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

async function until<T>(look: () => Promise<T | undefined>, patience = 10_000): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`Waited ${patience / 1000} s in vain`);
    await pause(50);
  }
}

function lineOf(child: ChildProcess, wanted: RegExp): Promise<string> {
  return new Promise((found, failed) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const line = wanted.exec(text);
      if (line) found(line[0]);
    });
    child.once('exit', (code) => failed(new Error(`The server ended with exit code ${code}`)));
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGINT');
  await ended;
}

function freePort(): Promise<number> {
  return new Promise((found) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => found(port));
    });
  });
}

await main();
