import type { StoredMessage } from '../../apps/sandbox/src/index.js';
import type { LinkedMail } from './linked-mail.js';
import { until } from './until.js';
import type { World } from './world.js';

type Linked = Pick<LinkedMail, 'path'>;

/** Posts to a reader's page as a program does. */
export function postJson(
  url: string,
  mail: Linked,
  action: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${url}${mail.path}/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

/** Submits a form of a reader's page as a browser does. */
export function postForm(
  url: string,
  mail: Linked,
  action: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${url}${mail.path}/${action}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { accept: 'text/html', 'sec-fetch-site': 'same-origin', ...headers },
    body: new URLSearchParams(fields),
  });
}

/** Mails with codes that came to this address, the newest first. */
export async function codeMails({ sandbox }: Pick<World, 'sandbox'>, email: string): Promise<StoredMessage[]> {
  const mails = await sandbox.mailbox(email).list('INBOX');
  return mails.filter(({ html }) => codeIn(html) !== null);
}

/** Asks for a code and reads it in that mailbox. */
export async function codeFor(world: World, mail: Linked, email: string, typed = email): Promise<string> {
  const before = (await codeMails(world, email)).length;
  const answer = await postJson(world.api.url, mail, 'proof', { email: typed });
  if (answer.status !== 202) throw new Error(`asking for a code answered ${answer.status}`);
  const mails = await until(
    async () => {
      const now = await codeMails(world, email);
      return now.length > before && now;
    },
    15_000,
    'a mail with a code',
  );
  return codeIn(mails[0]?.html ?? '') ?? '';
}

/** The code in a mail; null where there is none. */
export function codeIn(text: string): string | null {
  return /\b[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\b/.exec(text)?.[0] ?? null;
}
