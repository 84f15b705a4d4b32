import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { gmail, type gmail_v1 } from 'googleapis/build/src/apis/gmail/index.js';
import { type Sandbox, startSandbox } from '../index.js';
import { tokenFor } from '../testing.js';

const SENDER = 'sender@example.com';
const COLLEAGUE = 'colleague@example.com';

let dataDir: string;
let sandbox: Sandbox;
let client: gmail_v1.Gmail;

/** The real Gmail client, pointed at the emulator, signed in through the emulator's own OAuth. */
async function clientOf(email: string): Promise<gmail_v1.Gmail> {
  const { accessToken } = await tokenFor(sandbox.googleUrl, email);
  return gmail({
    version: 'v1',
    rootUrl: `${sandbox.googleUrl}/`,
    headers: { authorization: `Bearer ${accessToken}` },
    retry: false,
  });
}

function mail(headers: Record<string, string>, body = 'Hello'): string {
  const head = { From: 'Sam Sender <sender@example.com>', Subject: 'Plan', ...headers };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from([...lines, 'Content-Type: text/html; charset=utf-8', '', body].join('\r\n')).toString('base64url');
}

const statusOf = (call: Promise<unknown>) =>
  call.then(
    () => 200,
    (error: { status?: number; code?: number }) => Number(error.status ?? error.code),
  );

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'openly-sandbox-'));
  sandbox = await startSandbox({ googlePort: 0, dataDir, undoSeconds: 0 });
  client = await clientOf(SENDER);
});

afterEach(async () => {
  await sandbox.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const createDraft = async (raw: string, threadId?: string) =>
  (await client.users.drafts.create({ userId: 'me', requestBody: { message: { raw, threadId } } })).data;
const rawOf = async (id: string) => (await client.users.messages.get({ userId: 'me', id, format: 'raw' })).data.raw;

describe('drafts of the emulated Gmail', () => {
  it('have ids in the form of Gmail and give back the bytes they were made of', async () => {
    const attachment = Buffer.from([0, 255, 10, 13, 128]).toString('base64');
    const raw = Buffer.from(
      `To: ann@example.net\r\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n  Hi \r\n\r\n--b\r\nContent-Type: application/octet-stream; name=x.bin\r\nContent-Disposition: attachment; filename=x.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n${attachment}\r\n--b--\r\n`,
    ).toString('base64url');
    const draft = await createDraft(raw);
    expect(draft.id).toMatch(/^r\d{1,20}$/);
    expect(draft.message?.id).toMatch(/^[0-9a-f]{16}$/);
    expect(draft.message?.threadId).toBe(draft.message?.id);
    expect(await rawOf(draft.message?.id ?? '')).toBe(raw);
  });

  it('keep their id and change their message when updated', async () => {
    const before = await createDraft(mail({ To: 'ann@example.net' }));
    const raw = mail({ To: 'bob@example.net' }, 'Second');
    const after = (
      await client.users.drafts.update({ userId: 'me', id: before.id ?? '', requestBody: { message: { raw } } })
    ).data;
    expect(after.id).toBe(before.id);
    expect(after.message?.id).not.toBe(before.message?.id);
    expect(after.message?.threadId).toBe(before.message?.threadId);
    expect(await rawOf(after.message?.id ?? '')).toBe(raw);
    expect(await statusOf(rawOf(before.message?.id ?? ''))).toBe(404);
  });

  it('leave a thread when updated without naming it', async () => {
    const [inbox] = await sandbox.mailbox(SENDER).list('INBOX');
    const raw = mail({ To: 'ann@example.net', Subject: `Re: ${inbox?.subject ?? ''}` });
    const draft = await createDraft(raw, inbox?.threadId);
    expect(draft.message?.threadId).toBe(inbox?.threadId);
    const update = (threadId?: string) =>
      client.users.drafts.update({ userId: 'me', id: draft.id ?? '', requestBody: { message: { raw, threadId } } });
    expect((await update(inbox?.threadId)).data.message?.threadId).toBe(inbox?.threadId);
    expect((await update()).data.message?.threadId).not.toBe(inbox?.threadId);
  });
});

describe('drafts.send with a raw message', () => {
  it('sends what the call carries, under a new message id in the same thread', async () => {
    const draft = await createDraft(mail({ To: COLLEAGUE }, 'as drafted'));
    const raw = mail({ To: COLLEAGUE, 'X-Openly-Delivery': 'abc', 'Message-ID': '<ours@example.com>' }, 'as sent');
    const { data } = await client.users.drafts.send({
      userId: 'me',
      requestBody: { id: draft.id, message: { raw, threadId: draft.message?.threadId } },
    });
    expect(data.id).not.toBe(draft.message?.id);
    expect(data.threadId).toBe(draft.message?.threadId);
    expect(data.labelIds).toEqual(['SENT']);
    const metadata = {
      userId: 'me',
      id: data.id ?? '',
      format: 'metadata',
      metadataHeaders: ['X-Openly-Delivery', 'Message-ID'],
    };
    const headers = (await client.users.messages.get(metadata)).data.payload?.headers ?? [];
    expect(headers.find((header) => header.name === 'X-Openly-Delivery')?.value).toBe('abc');
    expect(headers.find((header) => header.name === 'Message-ID')?.value).toMatch(/^<CA.+@mail\.gmail\.com>$/);
    expect((await sandbox.mailbox(SENDER).get(data.id ?? '')).html).toContain('as sent');
  });

  it('happens once: a second send of the draft answers 404, also at the same moment', async () => {
    const draft = await createDraft(mail({ To: COLLEAGUE }));
    const send = () => statusOf(client.users.drafts.send({ userId: 'me', requestBody: { id: draft.id } }));
    expect((await Promise.all([send(), send(), send()])).sort()).toEqual([200, 404, 404]);
    expect(await sandbox.mailbox(COLLEAGUE).list('UNREAD')).toHaveLength(1);
  });

  it('refuses a mail without a recipient and keeps the draft', async () => {
    const draft = await createDraft(mail({}));
    expect(await statusOf(client.users.drafts.send({ userId: 'me', requestBody: { id: draft.id } }))).toBe(400);
    expect(await sandbox.mailbox(SENDER).drafts()).toHaveLength(1);
  });
});

describe('delivery', () => {
  it('reaches the other mailbox without its Bcc header, and nobody else', async () => {
    await client.users.messages.send({
      userId: 'me',
      requestBody: { raw: mail({ To: 'ann@example.net', Bcc: COLLEAGUE }) },
    });
    const [received] = await sandbox.mailbox(COLLEAGUE).list('INBOX', 'UNREAD');
    expect(received?.raw.toString()).not.toMatch(/bcc/i);
    const [own] = await sandbox.mailbox(SENDER).list('SENT');
    expect(own?.raw.toString()).toMatch(/Bcc: colleague/);
    expect(own?.labelIds).not.toContain('INBOX');
  });

  it('threads a reply in both mailboxes', async () => {
    const first = (await client.users.messages.send({ userId: 'me', requestBody: { raw: mail({ To: COLLEAGUE }) } }))
      .data;
    const colleague = await clientOf(COLLEAGUE);
    const [received] = await sandbox.mailbox(COLLEAGUE).list('UNREAD');
    const messageId = /^Message-ID: (.*)$/im.exec(received?.raw.toString() ?? '')?.[1]?.trim() ?? '';
    const reply = mail({
      From: COLLEAGUE,
      To: SENDER,
      Subject: 'Re: Plan',
      'In-Reply-To': messageId,
      References: messageId,
    });
    await colleague.users.messages.send({ userId: 'me', requestBody: { raw: reply, threadId: received?.threadId } });
    const [answer] = await sandbox
      .mailbox(SENDER)
      .list('INBOX', 'UNREAD')
      .then((all) => all.filter((message) => message.subject === 'Re: Plan'));
    expect(answer?.threadId).toBe(first.threadId);
  });

  it('starts a thread where the subject is another', async () => {
    const first = (await client.users.messages.send({ userId: 'me', requestBody: { raw: mail({ To: COLLEAGUE }) } }))
      .data;
    const other = mail({ To: COLLEAGUE, Subject: 'Something else' });
    const second = (
      await client.users.messages.send({ userId: 'me', requestBody: { raw: other, threadId: first.threadId } })
    ).data;
    expect(second.threadId).not.toBe(first.threadId);
  });
});

describe('what callers rely on', () => {
  it('finds a message by its Message-ID', async () => {
    const { data } = await client.users.messages.list({ userId: 'me', q: 'rfc822msgid:lunch@mail.gmail.com' });
    expect(data.messages).toHaveLength(1);
  });

  it('counts history upwards, and answers 404 for an id that is too old', async () => {
    const { historyId } = (await client.users.getProfile({ userId: 'me' })).data;
    const { data: sent } = await client.users.messages.send({
      userId: 'me',
      requestBody: { raw: mail({ To: COLLEAGUE }) },
    });
    const { data } = await client.users.history.list({ userId: 'me', startHistoryId: historyId ?? '' });
    expect(data.history?.flatMap((entry) => entry.messagesAdded?.map((added) => added.message?.id))).toContain(sent.id);
    expect(BigInt(data.historyId ?? 0) > BigInt(historyId ?? 0)).toBe(true);
    expect(await statusOf(client.users.history.list({ userId: 'me', startHistoryId: '1' }))).toBe(404);
  });

  it('answers 401 after the access was withdrawn, and invalid_grant to a refresh', async () => {
    const { refreshToken, refresh } = await tokenFor(sandbox.googleUrl, SENDER);
    expect((await refresh(refreshToken)).status).toBe(200);
    sandbox.google.revokeAccess(SENDER);
    expect(await statusOf(client.users.getProfile({ userId: 'me' }))).toBe(401);
    expect(await (await refresh(refreshToken)).json()).toMatchObject({ error: 'invalid_grant' });
  });

  it('can lose the answer of a send that was carried out', async () => {
    const draft = await createDraft(mail({ To: COLLEAGUE }));
    sandbox.faults.failNextApiCall({ match: /drafts\/send$/, status: 503, carriedOut: true });
    expect(await statusOf(client.users.drafts.send({ userId: 'me', requestBody: { id: draft.id } }))).toBe(503);
    expect(await sandbox.mailbox(COLLEAGUE).list('UNREAD')).toHaveLength(1);
  });

  it('keeps mail, drafts and sign-ins over a restart', async () => {
    const { accessToken } = await tokenFor(sandbox.googleUrl, SENDER);
    const draft = await createDraft(mail({ To: COLLEAGUE }));
    const before = await sandbox.mailbox(SENDER).list();
    await sandbox.close();
    sandbox = await startSandbox({ googlePort: 0, dataDir, undoSeconds: 0 });
    expect(await sandbox.mailbox(SENDER).list()).toEqual(before);
    expect((await sandbox.mailbox(SENDER).drafts())[0]?.id).toBe(draft.id);
    const again = gmail({
      version: 'v1',
      rootUrl: `${sandbox.googleUrl}/`,
      headers: { authorization: `Bearer ${accessToken}` },
    });
    expect((await again.users.drafts.get({ userId: 'me', id: draft.id ?? '' })).data.id).toBe(draft.id);
    const next = (await again.users.drafts.create({ userId: 'me', requestBody: { message: { raw: mail({}) } } })).data;
    expect((next.message?.id ?? '') > (before[0]?.id ?? '')).toBe(true);
  });

  it('gives mailboxes to more people where they are asked for', async () => {
    await sandbox.close();
    const [email, name] = ['dana@example.com', 'Dana More'];
    sandbox = await startSandbox({ googlePort: 0, dataDir, undoSeconds: 0, morePeople: [{ email, name }] });
    client = await clientOf(SENDER);
    const before = Date.now();
    const draft = await createDraft(mail({ To: email }));
    await client.users.drafts.send({ userId: 'me', requestBody: { id: draft.id } });
    const [arrived] = await sandbox.mailbox(email).list('INBOX');
    expect(arrived?.subject).toBe('Plan');
    expect(arrived?.internalDate).toBeGreaterThanOrEqual(before);
    expect((await (await clientOf(email)).users.getProfile({ userId: 'me' })).data.emailAddress).toBe(email);
  });
});
