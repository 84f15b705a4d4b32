import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Context, Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { ApiProblem } from '../google/api-problem.js';
import type { EmulatedGoogle } from '../google/google.js';
import { hexFromSyncId } from '../google/ids.js';
import { accounts } from '../google/seed.js';
import { readers } from '../readers.js';
import { Composing } from './composing.js';
import type { ImageProxy } from './image-proxy.js';
import { escapeHtml, Mailbox, type View } from './mailbox.js';
import { readerMailPage, readerPage } from './reader-page.js';
import { sanitiseMail } from './sanitise.js';
import { readComposeRequest } from './sync-protocol.js';

export interface MailAppOptions {
  google: EmulatedGoogle;
  images: ImageProxy;
  apiUrl: string | undefined;
  undoSeconds: number;
}

/** The page's own files: beside `src/` and `dist/` alike. */
const PAGE = new URL('../../page/', import.meta.url);
const TYPES: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.html': 'text/html',
  '.svg': 'image/svg+xml',
};

/** https://mail.google.com as the browser sees it: the page, the data it asks for, and the addresses InboxSDK asks. */
export function mailApp({ google, images, apiUrl, undoSeconds }: MailAppOptions): Hono {
  const app = new Hono();
  const composing = new Composing(google, undoSeconds);
  const account = (context: Context) => accounts[Number(context.req.param('account') ?? 0)] ?? accounts[0];
  const mailbox = (context: Context) => new Mailbox(google, account(context).email);
  const safe = (html: string) => sanitiseMail(html, (url) => images.addressFor(url));

  app.onError((error, context) => {
    if (error instanceof ApiProblem) return context.json({ message: error.message }, error.status as 404);
    console.error(error);
    return context.json({ message: 'The stand-in failed.' }, 500);
  });

  app.get('/', (context) => context.redirect('/mail/u/0/#inbox'));
  // A link from elsewhere names the mailbox by its address; the browser carries the fragment over.
  app.get('/mail/', (context) => {
    const wanted = accounts.findIndex(({ email }) => email === context.req.query('authuser'));
    return context.redirect(`/mail/u/${Math.max(0, wanted)}/`);
  });
  app.get('/mail/u/:account{[0-9]+}', (context) => originalMessage(context));
  app.get('/mail/u/:account{[0-9]+}/', (context) =>
    context.req.query('view') === 'om' ? originalMessage(context) : page(context),
  );
  app.get(
    '/mail/u/:account{[0-9]+}/images/cleardot.gif',
    () => new Response(CLEAR_DOT, { headers: { 'content-type': 'image/gif' } }),
  );
  app.get('/stand-in/page/:file', async (context) => asset(context.req.param('file')));

  async function page(context: Context): Promise<Response> {
    const html = await readFile(new URL('mail.html', PAGE), 'utf8');
    const { email, name } = account(context);
    const values = {
      account: Number(context.req.param('account')),
      email,
      name,
      accounts,
      undoSeconds,
      readers: labels(),
    };
    return context.html(
      html
        .replace('"%VALUES%"', JSON.stringify(values).replace(/</g, '\\u003c'))
        .replaceAll('%EMAIL%', escapeHtml(email)),
    );
  }

  /**
   * Gmail's "show original" page. InboxSDK turns a sync id into the API's id by a link it finds there, and takes 404 to
   * mean that a draft is not saved yet.
   */
  async function originalMessage(context: Context): Promise<Response> {
    const id = (context.req.query('permmsgid') ?? '').replace('#', '');
    const legacyId =
      hexFromSyncId(id) ?? (await composing.messageIdOf(account(context).email, id.replace('msg-a:', '')));
    if (legacyId === null) return context.text('No such message.', 404);
    return context.html(`<a href="/mail/u/0?ui=2&view=att&th=${legacyId}&disp=comp">Download</a>`);
  }

  app.post('/sync/u/:account{[0-9]+}/i/s', async (context) => {
    const request = readComposeRequest(await context.req.text());
    if (!request) return context.json([]);
    if (request.kind === 'send') {
      const status = google.faults.takeSendFault();
      if (status !== null) return context.text('Arranged failure', status as 500);
    }
    const body = await composing.handle(account(context), request);
    return context.body(body, 200, { 'content-type': 'application/json' });
  });

  const data = new Hono();
  data.get('/threads', async (context) => {
    const rows = await mailbox(context).rows((context.req.query('view') ?? 'inbox') as View, context.req.query('q'));
    return context.json({ rows, counts: await mailbox(context).counts() });
  });
  data.get('/threads/:id', async (context) => {
    const thread = await mailbox(context).shownThread(context.req.param('id'));
    return context.json({
      ...thread,
      messages: thread.messages.map((message) => ({ ...message, html: safe(message.html) })),
    });
  });
  data.post('/threads/:id/labels', async (context) => {
    await mailbox(context).call('POST', `/threads/${context.req.param('id')}/modify`, await context.req.json());
    return context.json({});
  });
  data.post('/threads/:id/trash', async (context) => {
    await mailbox(context).call('POST', `/threads/${context.req.param('id')}/trash`);
    return context.json({});
  });
  data.get('/messages/:id/attachments/:index', async (context) => {
    const file = await mailbox(context).attachment(context.req.param('id'), Number(context.req.param('index')));
    if (!file) return context.text('No such attachment.', 404);
    return context.body(new Uint8Array(file.content), 200, {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    });
  });
  data.get('/drafts/:id', async (context) => {
    const content = await composing.open(account(context).email, context.req.param('id'));
    return content
      ? context.json({ ...content, html: safe(content.html) })
      : context.json({ message: 'This draft is gone.' }, 404);
  });
  data.delete('/drafts/:id', async (context) => {
    await composing.discard(account(context).email, context.req.param('id'));
    return context.json({});
  });
  data.post('/messages/:id/uploads', async (context) => {
    const id = context.req.param('id');
    const { attachments } = await mailbox(context).message(id);
    const files = await Promise.all(attachments.map(({ index }) => mailbox(context).attachment(id, index)));
    return context.json(
      files.flatMap((file) =>
        file ? [{ id: composing.upload(file), name: file.name, size: file.content.length }] : [],
      ),
    );
  });
  data.post('/uploads', async (context) => {
    const content = Buffer.from(await context.req.arrayBuffer());
    const name = context.req.query('name') ?? 'attachment';
    return context.json({
      id: composing.upload({ name, type: context.req.query('type') || 'application/octet-stream', content }),
    });
  });
  data.get('/events', (context) =>
    streamSSE(context, async (stream) => {
      // Several changes at once (a send is three) make one event.
      let wake: () => void = () => undefined;
      const unsubscribe = google.onChange((email) => email === account(context).email && wake());
      stream.onAbort(() => {
        unsubscribe();
        wake();
      });
      while (!stream.aborted) {
        await new Promise<void>((resolve) => (wake = resolve));
        await stream.sleep(150);
        if (!stream.aborted) await stream.writeSSE({ event: 'changed', data: '' });
      }
    }),
  );
  app.route('/stand-in/u/:account{[0-9]+}', data);

  app.get('/reader', (context) => readerPage(context, { google, images, apiUrl }));
  app.get('/reader/mail', (context) => readerMailPage(context, google));
  app.all('*', (context) => context.text('Not in the stand-in.', 404));
  return app;
}

function labels(): { id: string; label: string }[] {
  return Object.entries(readers).map(([id, { label }]) => ({ id, label }));
}

async function asset(file: string): Promise<Response> {
  const type = TYPES[extname(file)];
  if (!type || !/^[\w.-]+$/.test(file)) return new Response('Not in the stand-in.', { status: 404 });
  try {
    const bytes = await readFile(fileURLToPath(new URL(file, PAGE)));
    return new Response(new Uint8Array(bytes), {
      headers: { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-cache' },
    });
  } catch {
    return new Response('Not in the stand-in.', { status: 404 });
  }
}

const CLEAR_DOT = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');
