import type { StoredMessage } from '../../apps/sandbox/src/index.js';
import { htmlMail } from './html-mail.js';
import { SENDER, type Stage } from './stage.js';
import { until } from './until.js';

/** What Gmail asks its proxy for is asked for when the mail comes on screen; later than this nothing follows. */
const IMAGES_MS = 1_500;
const CONTROL = 'https://cdn.example.net/control.png';

/** Sends a tracked mail from a draft as a phone would leave it: with an image that is not ours in it. */
export async function sendWithControl({ gmail, sandbox, sentMail }: Stage, subject: string): Promise<StoredMessage> {
  const html = `<p>Have a look.</p><img src="${CONTROL}" width="96" height="32" alt="">`;
  const raw = htmlMail({ from: SENDER, to: 'rita@example.net', subject, html });
  await sandbox.google.call(SENDER, 'POST', '/drafts', { message: { raw } });
  await gmail.folder('drafts');
  const mail = await gmail.openDraft(subject);
  await gmail.tracking(mail, 'tracked');
  await gmail.send(mail);
  return sentMail(subject);
}

/**
 * Opens such a mail anew from Sent and tells which of its images Gmail's proxy was asked for.
 * @param panel state of what stands beside the conversation
 * @throws Error when one of the two is not in the mail
 */
export async function imagesAskedFor(
  { gmail, sandbox }: Stage,
  subject: string,
  panel: 'shown' | 'signed_out' = 'shown',
): Promise<{ pixel: boolean; control: boolean }> {
  await gmail.page.bringToFront();
  await gmail.folder('sent');
  // What the page has shown already would not be asked for again.
  await gmail.reload();
  const before = sandbox.requests.length;
  await gmail.openThread(subject, panel);
  const images = await gmail.page
    .locator('.a3s img')
    .evaluateAll((all) => all.map((one) => (one as HTMLImageElement).src));
  const pathOf = (part: string) => {
    const image = images.find((source) => source.split('#')[1]?.includes(part));
    if (!image) throw new Error(`no image of ${part} in the mail`);
    return new URL(image).pathname;
  };
  const [pixel, control] = [pathOf('/o/'), pathOf(CONTROL)];
  const wasAsked = (path: string) =>
    sandbox.requests
      .slice(before)
      .some((request) => request.host === 'ci3.googleusercontent.com' && request.path === path);
  await until(() => wasAsked(control), 10_000, 'the control image to be asked for');
  await gmail.page.waitForTimeout(IMAGES_MS);
  return { pixel: wasAsked(pixel), control: wasAsked(control) };
}

/** What is stored of fetches of the one mail in a conversation. */
export async function recordedOf({ sender, database }: Stage, threadId: string) {
  const messageId = (await sender.call('GET', `/v1/threads/${threadId}`)).body.messages[0].id as string;
  const [recorded] = await database.query<{ hits: number; opens: number }>(
    `select (select count(*)::int from hit where message_id = $1) as hits,
            (select count(*)::int from open where message_id = $1) as opens`,
    [messageId],
  );
  return recorded;
}
