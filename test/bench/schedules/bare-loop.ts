// What sending costs without a product: the calls of one mail, one after the other, at the worker's concurrency, with
// the client and the options of apps/api/src/gmail/gmail.service.ts. Arguments: base URL of Gmail, mails, concurrency.
import { OAuth2Client } from 'google-auth-library';
import { gmail } from 'googleapis/build/src/apis/gmail/index.js';

const [baseUrl = '', mails = '', concurrency = ''] = process.argv.slice(2);
const api = gmail({ version: 'v1' });
const client = new OAuth2Client();
client.setCredentials({ access_token: 'a', expiry_date: Date.now() + 3_600_000 });
// googleapis is built against another patch of google-auth-library, whose types are not ours.
const auth = client as never;
const http = { rootUrl: `${baseUrl}/`, timeout: 20_000, retry: false as const, fetchImplementation: fetch };
const sendHttp = { ...http, timeout: 60_000 };

async function send(draftId: string): Promise<void> {
  const { data } = await api.users.drafts.get({ userId: 'me', id: draftId, format: 'raw', auth }, http);
  const draft = Buffer.from(data.message?.raw ?? '', 'base64url');
  const message = { threadId: data.message?.threadId, raw: draft.toString('base64url') };
  await api.users.drafts.send({ userId: 'me', requestBody: { id: draftId, message }, auth }, sendHttp);
}

let next = 0;
async function loop(): Promise<void> {
  while (next < Number(mails)) await send(`bare${next++}`);
}

process.on('message', () => {
  Promise.all(Array.from({ length: Number(concurrency) }, loop)).then(
    () => process.send?.('done'),
    (error: Error) => {
      console.error(`bare loop: ${error.message}`);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
