import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { type Sandbox, startSandbox } from './index.js';
import { ImageProxy } from './stand-in/image-proxy.js';
import { mailApp } from './stand-in/mail-app.js';

let sandbox: Sandbox;
const dataDir = mkdtempSync(join(tmpdir(), 'openly-smtp-'));

beforeAll(async () => {
  sandbox = await startSandbox({ googlePort: 0, dataDir });
});
afterAll(async () => {
  await sandbox.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function send(to: string, subject: string): Promise<void> {
  const transport = createTransport(sandbox.smtpUrl);
  await transport.sendMail({
    from: 'openly@localhost',
    to,
    subject,
    text: 'ABCD-EFGH',
    html: '<p><b>ABCD-EFGH</b></p>',
  });
  transport.close();
}

const pageOf = async (address: string) => {
  const app = mailApp({ google: sandbox.google, images: new ImageProxy(), apiUrl: undefined, undoSeconds: 0 });
  return (await app.request(`/reader/mail?${new URLSearchParams({ to: address }).toString()}`)).text();
};

describe('mail from the server itself', () => {
  it('comes to a mailbox of any address, and shows there', async () => {
    await send('Ann@Example.net', 'Your code');
    const mails = await sandbox.mailbox('ann@example.net').list('INBOX');
    expect(mails.map(({ subject }) => subject)).toEqual(['Your code']);
    expect(await pageOf('ann@example.net')).toContain('<b>ABCD-EFGH</b>');
    expect(await pageOf('bob@example.net')).toContain('Nothing has come yet');
  });

  it('comes to the inbox of those who sign in here', async () => {
    await send('colleague@example.com', 'For Cleo');
    const mails = await sandbox.mailbox('colleague@example.com').list('INBOX');
    expect(mails.map(({ subject }) => subject)).toContain('For Cleo');
    expect(await pageOf('colleague@example.com')).toContain('For Cleo');
  });
});
