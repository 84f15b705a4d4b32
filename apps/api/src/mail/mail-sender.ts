import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { createTransport, type Transporter } from 'nodemailer';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { Database } from '../database/database.js';
import { whileRenewed } from '../database/lease.js';
import { QueueService } from '../queue/queue.service.js';
import { Encryption } from '../secrets/encryption.js';
import type { OwnMail } from './mail.service.js';

/** Mails one worker hands on at a time. */
const BATCH = 10;
/** Until then nobody else takes them, seconds; renewed while they are handed on. */
const LEASE_SECONDS = 60;
const RENEWED_MS = 20_000;
/** Seconds between two tries: doubled each time, up to the longest. */
const FIRST_PAUSE = 5;
const LONGEST_PAUSE = 300;
/** How long the SMTP server may take to be reached, to greet, and to answer. */
const CONNECT_MS = 10_000;
const ANSWER_MS = 20_000;

interface MailRow {
  id: string;
  mail_sealed: Buffer;
}

/** Hands mail of the server's own to the SMTP server. Says in the log that it failed, never to whom or what. */
@Injectable()
export class MailSender implements OnModuleInit, OnApplicationShutdown {
  private readonly log = new Logger('Mail');
  private transport: Transporter | null = null;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly encryption: Encryption,
    private readonly queue: QueueService,
  ) {}

  onModuleInit(): void {
    this.queue.handle('send-mail', () => this.run());
  }

  onApplicationShutdown(): void {
    this.transport?.close();
  }

  /** Sends all that is due, and forgets what came too late. A mail may go out twice where a worker dies in between. */
  async run(): Promise<void> {
    await this.database.systemQuery('delete from outgoing_mail where expires_at < now()');
    const { smtpUrl } = this.config;
    if (smtpUrl === null) return;
    this.transport ??= createTransport(
      {
        url: smtpUrl,
        pool: true,
        maxConnections: 4,
        connectionTimeout: CONNECT_MS,
        greetingTimeout: CONNECT_MS,
        socketTimeout: ANSWER_MS,
        disableFileAccess: true,
        disableUrlAccess: true,
      },
      { from: { name: 'Openly', address: this.config.mailFrom } },
    );
    const transport = this.transport;
    for (;;) {
      const mails = await this.claim();
      if (mails.length === 0) return;
      const ids = mails.map(({ id }) => id);
      await whileRenewed(
        () => this.hold(ids),
        RENEWED_MS,
        () => Promise.all(mails.map((mail) => this.send(transport, mail))),
      );
    }
  }

  private claim(): Promise<MailRow[]> {
    return this.database.systemQuery<MailRow>(
      `update outgoing_mail set due_at = now() + make_interval(secs => $1), attempts = attempts + 1
       where id in (select id from outgoing_mail where due_at <= now() order by due_at limit $2 for update skip locked)
       returning id, mail_sealed`,
      [LEASE_SECONDS, BATCH],
    );
  }

  private async hold(ids: string[]): Promise<void> {
    await this.database.systemQuery(
      'update outgoing_mail set due_at = now() + make_interval(secs => $1) where id = any($2) and due_at > now()',
      [LEASE_SECONDS, ids],
    );
  }

  private async send(transport: Transporter, { id, mail_sealed }: MailRow): Promise<void> {
    try {
      const mail = JSON.parse(this.encryption.open('outgoing_mail', mail_sealed)) as OwnMail;
      await transport.sendMail({
        ...mail,
        to: { name: '', address: mail.to },
        // Nobody's holiday notice answers it (RFC 3834).
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
    } catch (error) {
      const { code, responseCode } = error as { code?: string; responseCode?: number };
      this.log.warn(`a mail of our own was not taken: ${code ?? 'failed'} ${responseCode ?? ''}`.trim());
      if (!isFinal(code, responseCode)) return this.putOff(id);
    }
    await this.database.systemQuery('delete from outgoing_mail where id = $1', [id]);
  }

  private async putOff(id: string): Promise<void> {
    await this.database.systemQuery(
      `update outgoing_mail
       set due_at = now() + make_interval(secs => least($2 * power(2, least(attempts, 20) - 1), $3)) where id = $1`,
      [id, FIRST_PAUSE, LONGEST_PAUSE],
    );
  }
}

/** Whether the SMTP server will never take this mail: it refused the address or the text for good (RFC 5321, 4.2.1). */
function isFinal(code: string | undefined, responseCode: number | undefined): boolean {
  return (code === 'EENVELOPE' || code === 'EMESSAGE') && (responseCode ?? 0) >= 500;
}
