import type { Context } from 'hono';
import { html, raw } from 'hono/html';
import type { EmulatedGoogle } from '../google/google.js';
import { accounts } from '../google/seed.js';
import { type OpenedMail, openAsReader, type ReaderId, readers } from '../readers.js';
import type { ImageProxy } from './image-proxy.js';
import { Mailbox, type ShownMessage } from './mailbox.js';
import { sanitiseMail } from './sanitise.js';

interface ReaderPageOptions {
  google: EmulatedGoogle;
  images: ImageProxy;
  apiUrl: string | undefined;
}

/**
 * `/reader?message=<id>&as=<reader>[&account=0]`: a sent mail as its reader sees it. Showing it is opening it: the mail's
 * images are fetched once, here, with that reader's program and address. On the sender's own machine the browser
 * asks for them itself, through Gmail's proxy, so that what the extension does about it can be seen.
 */
export async function readerPage(context: Context, { google, images, apiUrl }: ReaderPageOptions): Promise<Response> {
  const id = context.req.query('as') as ReaderId;
  const reader = readers[id] as (typeof readers)[ReaderId] | undefined;
  if (!reader) return context.text('No such reader.', 404);
  const account = accounts[Number(context.req.query('account') ?? 0)] ?? accounts[0];
  const message = await new Mailbox(google, account.email).message(context.req.query('message') ?? '');

  let opened: OpenedMail | null = null;
  let body: string;
  if (id === 'own_machine') {
    body = sanitiseMail(message.html, (url) => images.addressFor(url));
  } else {
    opened = await openAsReader({ html: message.html, reader, apiUrl });
    const { images: fetched } = opened;
    body = sanitiseMail(message.html, (url) => {
      const image = fetched.find((candidate) => candidate.url === url);
      return image ? `data:${image.contentType};base64,${image.bytes.toString('base64')}` : null;
    });
  }
  return context.html(document_(message, id, reader.label, opened, body));
}

/**
 * `/reader/mail?to=<address>`: what came to a reader's own mailbox from the API, such as the code that proves it is
 * theirs. Mail to people who live here comes to their inbox as well.
 */
export async function readerMailPage(context: Context, google: EmulatedGoogle): Promise<Response> {
  const email = (context.req.query('to') ?? '').toLowerCase();
  const mailbox = new Mailbox(google, email);
  const threads = await mailbox.rows('inbox');
  const mails = await Promise.all(threads.map(({ lastMessageId }) => mailbox.message(lastMessageId)));
  return context.html(html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Mailbox of ${email}</title>
        <link rel="stylesheet" href="/stand-in/page/reader.css" />
      </head>
      <body data-reader="mailbox">
        <header class="what">
          <h1>Mailbox of ${email}</h1>
          <p>${mails.length === 0 ? 'Nothing has come yet. Reload this page to look again.' : 'The newest first. Reload this page to look again.'}</p>
        </header>
        <main class="window">
          <div class="bar" aria-hidden="true"><i></i><i></i><i></i></div>
          ${mails.map(
            (mail) => html`<article>
              <h2>${mail.subject || '(no subject)'}</h2>
              <div class="from">
                <span class="avatar" aria-hidden="true">${(mail.from.name || mail.from.email).slice(0, 1).toUpperCase()}</span>
                <div><b>${mail.from.name || mail.from.email}</b><small>to ${email} · ${timeOf(mail)}</small></div>
              </div>
              <div class="mail">${raw(sanitiseMail(mail.html, () => null))}</div>
            </article>`,
          )}
        </main>
      </body>
    </html>`);
}

/** When it came, on the clock of this machine. */
function timeOf({ date }: ShownMessage): string {
  return new Date(date).toLocaleString('en-GB', { day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' });
}

function document_(message: ShownMessage, id: ReaderId, label: string, opened: OpenedMail | null, body: string) {
  const reader = message.to[0] ?? message.cc[0] ?? message.bcc[0];
  const time = timeOf(message);
  const addressed = [...message.to, ...message.cc, ...message.bcc];
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${message.subject} – ${label}</title>
        <link rel="stylesheet" href="/stand-in/page/reader.css" />
      </head>
      <body data-reader="${id}">
        <header class="what">
          <h1>${label}</h1>
          <p>${explanation(id, opened)}</p>
          <nav>
            ${Object.entries(readers).map(
              ([other, { label: name }]) =>
                html`<a href="?${new URLSearchParams({ message: message.id, as: other }).toString()}" ${other === id ? raw('aria-current="page"') : ''}>${name}</a>`,
            )}
            ${addressed.map(
              ({ email }) =>
                html`<a href="/reader/mail?${new URLSearchParams({ to: email }).toString()}" target="_blank">Mailbox of ${email}</a>`,
            )}
          </nav>
        </header>
        <main class="${id === 'phone_utrecht' ? 'phone' : 'window'}">
          ${id === 'phone_utrecht' ? html`<div class="status" aria-hidden="true"><span>${time.slice(-5)}</span><span class="island"></span><span>5G</span></div>` : html`<div class="bar" aria-hidden="true"><i></i><i></i><i></i></div>`}
          <article>
            <h2>${message.subject || '(no subject)'}</h2>
            <div class="from">
              <span class="avatar" aria-hidden="true">${(message.from.name || message.from.email).slice(0, 1).toUpperCase()}</span>
              <div><b>${message.from.name || message.from.email}</b><small>to ${reader ? reader.name || reader.email : 'nobody'} · ${time}</small></div>
            </div>
            <div class="mail">${raw(body)}</div>
          </article>
        </main>
      </body>
    </html>`;
}

/** One sentence on what this view did. */
function explanation(id: ReaderId, opened: OpenedMail | null): string {
  if (opened === null)
    return 'Here the browser asks for the images itself, through Gmail’s proxy, as when you look at your own sent mail.';
  const fetched = opened.images.filter((image) => image.fetched).length;
  if (fetched === 0) return 'This mail has no image of ours: nobody learns that it was opened.';
  const who = {
    phone_utrecht: 'The phone fetched',
    gmail_proxy: 'Google fetched for the reader',
    apple_privacy: 'Apple fetched ahead, whether or not somebody looks:',
    own_machine: '',
  }[id];
  return `${who} ${fetched === 1 ? 'one image' : `${fetched} images`} from the sender’s server just now.`;
}
