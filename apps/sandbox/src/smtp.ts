import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import type { EmulatedGoogle } from './google/google.js';

export interface SmtpServer {
  /** For the API's `SMTP_URL`. */
  url: string;
  close(): Promise<void>;
}

/** Largest mail it takes, in bytes. */
const LARGEST = 1024 * 1024;

/**
 * An SMTP server on 127.0.0.1 for mail of the API's own. Whatever address it is for has a mailbox here: nothing leaves
 * this computer, and a reader of any domain can be looked at.
 */
export async function serveSmtp(google: EmulatedGoogle): Promise<SmtpServer> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: LARGEST,
    logger: false,
    onData(stream, session, done) {
      buffer(stream)
        .then(async (raw) => {
          for (const { address } of session.envelope.rcptTo) await google.receive(address.toLowerCase(), raw);
        })
        .then(() => done(), done);
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve());
  });
  // A client that goes away in the middle of a mail is no reason to end the sandbox.
  server.removeAllListeners('error').on('error', () => undefined);
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
