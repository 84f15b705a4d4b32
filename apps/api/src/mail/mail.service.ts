import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { QueueService } from '../queue/queue.service.js';
import { Encryption } from '../secrets/encryption.js';

/** A mail of the server's own. */
export interface OwnMail {
  /** One address. */
  to: string;
  subject: string;
  text: string;
  html?: string;
}

/** Mail of the server's own: written down with what it belongs to, and handed to the SMTP server by a worker. */
@Injectable()
export class MailService implements OnApplicationBootstrap {
  private readonly log = new Logger('Mail');

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly encryption: Encryption,
    private readonly queue: QueueService,
  ) {}

  /** Whether this server sends any mail. */
  get available(): boolean {
    return this.config.smtpUrl !== null;
  }

  onApplicationBootstrap(): void {
    if (this.available || this.config.consentFloor === 'off') return;
    this.log.warn(
      this.config.consentAssurance === 'mailbox'
        ? 'SMTP_URL is not set: readers cannot prove their mailbox, so in `ask` mode nobody can allow tracking, and nobody can export or erase.'
        : 'SMTP_URL is not set: readers cannot prove their mailbox, so nobody can export or erase.',
    );
  }

  /**
   * Writes a mail down inside the caller's transaction, which must be of system scope. Call `wake` after its commit.
   * @param expiresAt from when on it helps nobody and is no longer sent
   * @param proofId the row of `mailbox_proof` it goes with: it is not sent once that is gone
   */
  async enqueue(manager: EntityManager, mail: OwnMail, expiresAt: Date, proofId?: string): Promise<void> {
    await manager.query('insert into outgoing_mail (id, mail_sealed, expires_at, proof_id) values ($1, $2, $3, $4)', [
      uuidv7(),
      this.encryption.seal('outgoing_mail', JSON.stringify(mail)),
      expiresAt,
      proofId ?? null,
    ]);
  }

  /** Has what was written down sent now; unheard, it is sent some seconds later. */
  wake(): void {
    this.queue.add('send-mail', {}).catch(() => undefined);
  }
}
