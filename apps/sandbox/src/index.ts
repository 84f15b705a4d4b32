import type { Faults } from './google/faults.js';
import type { EmulatedGoogle } from './google/google.js';
import { accounts, type Person } from './google/seed.js';
import { serveGoogle } from './google/server.js';
import { serveSmtp } from './smtp.js';
import { Mailbox } from './stand-in/mailbox.js';
import { type RecordedRequest, serveStandIn } from './stand-in/server.js';

export { type BrowserOptions, findChromium, launchBrowser } from './browser.js';
export type { ApiFault } from './google/faults.js';
export { accounts, oauthClient, ownTeamsClient, type Person } from './google/seed.js';
export { type OpenedMail, openAsReader, type Reader, type ReaderId, type ReaderImage, readers } from './readers.js';
export { type SignedIn, signIn, signInExtension } from './sign-in.js';
export type { Faults, RecordedRequest };

export interface SandboxOptions {
  /** Port of the emulated Google; 0 takes a free one. */
  googlePort: number;
  /** Port of the TLS server behind the browser; default 0, a free one. */
  standInPort?: number;
  /** State is kept in `<dataDir>/sandbox/`. */
  dataDir: string;
  /** Where the Openly API answers: the only address whose images the readers fetch. */
  apiUrl?: string;
  /** Not needed by the servers; kept for callers that describe a whole set-up in one object. */
  extensionId?: string;
  /** Seconds in which Undo calls a mail back, and for which its delivery waits. Default 5; 0 delivers at once. */
  undoSeconds?: number;
  /** People with a mailbox besides the two who are always there; they can sign in. */
  morePeople?: readonly Person[];
}

/** A message in an emulated mailbox. */
export interface StoredMessage {
  id: string;
  threadId: string;
  labelIds: string[];
  /** When the mailbox took it, in milliseconds since 1970. */
  internalDate: number;
  /** The mail, byte for byte. */
  raw: Buffer;
  /** Its parts, decoded; `html` as the mailbox has it. */
  subject: string;
  html: string;
}

export interface MailboxReader {
  /** Messages with all of these labels, newest first, e.g. `list('INBOX')`. Drafts have the label DRAFT. */
  list(...labelIds: string[]): Promise<StoredMessage[]>;
  /** One message; throws where there is none. */
  get(id: string): Promise<StoredMessage>;
  /** Drafts with the id that the Gmail API and the page know them by. */
  drafts(): Promise<{ id: string; message: StoredMessage }[]>;
}

export interface Sandbox {
  googleUrl: string;
  standInPort: number;
  /** Where mail is taken for any address: the API's `SMTP_URL`. */
  smtpUrl: string;
  /** Everything the browser asked of any host, oldest first. */
  requests: RecordedRequest[];
  faults: Faults;
  google: EmulatedGoogle;
  /** Of anybody: mail from the API's own server comes to any address. */
  mailbox(email: string): MailboxReader;
  close(): Promise<void>;
}

/** Starts the emulated Google and the stand-in on 127.0.0.1. Rejects with `EADDRINUSE` when a port is taken. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { google, url, close } = await serveGoogle(options.googlePort, options.dataDir, [
    ...accounts,
    ...(options.morePeople ?? []),
  ]);
  const smtp = await serveSmtp(google);
  const standIn = await serveStandIn({
    google,
    port: options.standInPort ?? 0,
    apiUrl: options.apiUrl,
    undoSeconds: options.undoSeconds ?? 5,
  }).catch(async (error: unknown) => {
    await smtp.close();
    await close();
    throw error;
  });
  return {
    googleUrl: url,
    standInPort: standIn.port,
    smtpUrl: smtp.url,
    requests: standIn.requests,
    faults: google.faults,
    google,
    mailbox: (email) => mailboxReader(google, email),
    async close() {
      await smtp.close();
      await standIn.close();
      await close();
    },
  };
}

interface ApiMessage {
  threadId: string;
  labelIds: string[];
  internalDate: string;
  raw: string;
}

function mailboxReader(google: EmulatedGoogle, email: string): MailboxReader {
  const mailbox = new Mailbox(google, email);
  const get = async (id: string): Promise<StoredMessage> => {
    const [stored, shown] = await Promise.all([
      mailbox.call<ApiMessage>('GET', `/messages/${id}?format=raw`),
      mailbox.message(id),
    ]);
    const { threadId, labelIds } = stored;
    return {
      id,
      threadId,
      labelIds,
      internalDate: Number(stored.internalDate),
      raw: Buffer.from(stored.raw, 'base64url'),
      subject: shown.subject,
      html: shown.html,
    };
  };
  return {
    get,
    async list(...labelIds) {
      const query = new URLSearchParams([...labelIds.map((id) => ['labelIds', id]), ['maxResults', '500']] as [
        string,
        string,
      ][]);
      const { messages } = await mailbox.call<{ messages?: { id: string }[] }>('GET', `/messages?${query.toString()}`);
      return Promise.all((messages ?? []).map(({ id }) => get(id)));
    },
    async drafts() {
      const ids = await mailbox.draftIds();
      return Promise.all([...ids].map(async ([messageId, id]) => ({ id, message: await get(messageId) })));
    },
  };
}
