import { execFile, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { blocksIn } from '../support/documents.js';
import { schedulingIn } from '../support/scheduled-mail.js';
import { type User, type World, withSender } from '../support/world.js';

let world: World;
let sender: User;
withSender((its) => ({ world, sender } = its));
const { buildDraft } = schedulingIn(() => ({ world, sender }));

const run = promisify(execFile);
const isMissing = spawnSync('curl', ['--version']).error !== undefined;
/** A test of what a page has its reader type; without curl it is skipped, and its name says why. */
const itWorks = (page: string, test: () => Promise<void>) =>
  (isMissing ? it.skip : it)(
    `${page} tells to type what works${isMissing ? ' (skipped: curl is not installed)' : ''}`,
    test,
  );

/** What Apps Script gives a script, by curl. */
const APPS_SCRIPT = `
const { execFileSync } = require('node:child_process');
const PropertiesService = {
  getScriptProperties: () => ({ getProperties: () => process.env, getProperty: (name) => process.env[name] }),
};
const UrlFetchApp = {
  fetch: (url, { headers }) => ({
    getContentText: () =>
      execFileSync('curl', ['-sSf', url, '-H', 'Authorization: ' + headers.Authorization], { encoding: 'utf8' }),
  }),
};`;

const typed = async (block = '', env: NodeJS.ProcessEnv = {}, cwd?: string): Promise<string> =>
  (await run('bash', ['-euo', 'pipefail', '-c', block], { env: { PATH: process.env.PATH, ...env }, cwd })).stdout;

/** What a cell shows that calls a function of the script so. */
async function cellOf(script: string | undefined, call: string, env: NodeJS.ProcessEnv): Promise<unknown> {
  const text = `${APPS_SCRIPT}\n${script}\nconsole.log(JSON.stringify(${call}));`;
  const { stdout } = await run(process.execPath, ['-e', text], { env: { PATH: process.env.PATH, ...env } });
  return JSON.parse(stdout);
}

/**
 * What Excel loads by a query of `Web.Contents`: nothing here runs its language, so of the text are taken the address, the
 * parameters, the header and the field that holds the records. A table of records has the columns that all of them have.
 */
async function tableOf(query = '', Key = ''): Promise<Record<string, unknown>[]> {
  const shape =
    /^let\s+answer = Web\.Contents\("([^"]+)",\s+\[Query = \[([^\]]+)\],\s+Headers = \[(\w+) = "([^"]+)" & Key\]\]\)\s+in\s+Table\.FromRecords\(Json\.Document\(answer\)\[(\w+)\]\)\s*$/;
  const [, address = '', pairs = '', header = '', value, field = ''] = shape.exec(query.trim()) ?? [];
  const url = new URL(address);
  for (const pair of pairs.split(/,\s*/)) {
    const [, name = '', text = ''] = /^(\w+) = "([^"]*)"$/.exec(pair) ?? [];
    url.searchParams.set(name, text);
  }
  const answer = await fetch(url, { headers: { [header]: value + Key } });
  expect(answer.status).toBe(200);
  const table = ((await answer.json()) as Record<string, Record<string, unknown>[]>)[field] ?? [];
  for (const record of table) expect(Object.keys(record)).toEqual(Object.keys(table[0] ?? {}));
  return table;
}

/** Sends a mail, as far as this server knows. @returns its id */
async function send(sentAt: string): Promise<string> {
  const id = randomUUID();
  await sender.call('PUT', `/v1/messages/${id}`, { recipients: [{ email: 'ann@example.net', field: 'to' }] });
  const sent = { gmailMessageId: 'a1', gmailThreadId: 'a1', sentAt };
  expect((await sender.call('POST', `/v1/messages/${id}/sent`, sent)).status).toBe(204);
  return id;
}

itWorks('docs/api.md', async () => {
  const times = ['2026-11-22T08:00:00.000Z', '2026-11-22T09:00:00.000Z'] as const;
  const [older, newer] = [await send(times[0]), await send(times[1])];
  const env: NodeJS.ProcessEnv = {
    OPENLY: world.api.url,
    TOKEN: sender.accessToken,
    ACCOUNT: sender.me.accountId,
    DRAFT: (await buildDraft()).id,
  };
  const answerOf = async (block?: string) => JSON.parse(await typed(block, env));
  const [key, team, list, next, once, ...rest] = blocksIn('api.md', 'sh');
  expect(rest).toEqual([]);
  env.KEY = (await answerOf(key)).key;
  expect(env.KEY).toMatch(/^openly_/);
  expect((await answerOf(team)).id).toBe(sender.me.teamId);
  const page = await answerOf(list);
  expect(page.items).toMatchObject([{ id: newer }]);
  env.CURSOR = page.nextCursor;
  expect((await answerOf(next)).items).toMatchObject([{ id: older }]);
  const first = await answerOf(once);
  expect(first).toMatchObject({ gmailDraftId: env.DRAFT, status: 'scheduled' });
  expect(await answerOf(once)).toEqual(first);

  const [head, ...rows] = (await cellOf(blocksIn('api.md', 'js')[0], 'openlyMessages()', env)) as unknown[];
  expect(head).toEqual(['sent', 'receipt', 'opens', 'first opened']);
  expect(rows).toEqual([times[1], times[0]].map((at) => [at, 'no_signal', 0, null]));
});

itWorks('docs/reports.md', async () => {
  const id = await send('2026-10-05T08:00:00.000Z');
  const { data: made } = await sender.client.POST('/v1/api-keys', {
    body: { name: 'a sheet', scopes: ['reports:read'] },
  });
  const env = { API_KEY: made?.key };
  const here = (block = '') => block.replaceAll('https://openly.example.com', world.api.url);
  const folder = mkdtempSync(join(tmpdir(), 'openly-sheet-'));
  try {
    const [curl, ...rest] = blocksIn('reports.md', 'sh');
    expect(rest).toEqual([]);
    const { totals, rows } = JSON.parse(await typed(here(curl), env, folder));
    expect([totals.sent, rows[0].key]).toEqual([1, sender.me.accountId]);
    const csv = readFileSync(join(folder, 'october.csv'), 'utf8').split('\r\n');
    expect(csv).toEqual([expect.stringMatching(/^\ufeffsentAt,/), expect.stringContaining(sender.me.email), '']);
    // A key has no mail of its own, so it is told of none which it is.
    expect(csv.join()).not.toContain(id);
  } finally {
    rmSync(folder, { recursive: true });
  }
  const cells = await cellOf(here(blocksIn('reports.md', 'js')[0]), 'openlyDays("2026-10-04", "2026-10-06")', env);
  expect(cells).toContainEqual(['2026-10-05', 1, 0, 0]);

  const table = await tableOf(here(blocksIn('reports.md', 'powerquery')[0]), env.API_KEY);
  expect(table).toHaveLength(31);
  expect(table.find(({ key }) => key === '2026-10-05')).toMatchObject({ sent: 1, opened: 0, clicks: 0 });
});
