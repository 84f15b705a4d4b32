import { Inject, Injectable } from '@nestjs/common';
import { type DecisionReceipts, problemTitles } from '@openly/contracts';
import { readerPath, readToken } from '@openly/tracking';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { Database } from '../database/database.js';
import { DomainError } from '../errors.js';
import { OpensService } from '../opens/opens.service.js';
import { PlaceCredits } from '../opens/place-credit.js';
import { LookupHash } from '../secrets/lookup-hash.js';
import { DecisionLog } from './decision-log.js';
import { ReaderMail } from './reader-mail.js';
import { renderReaderPage } from './reader-page.js';
import type { PageAlert, ProofStep, ReaderView } from './reader-view.js';

/** Which mail a reader's link belongs to. */
export interface LinkedMail {
  teamId: string;
  messageId: string;
}

/** The reader's page: what a link opens, and what stands there. */
@Injectable()
export class ReaderPageService {
  /** Path before ours where the server's public address has one. */
  private readonly basePath: string;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly mails: ReaderMail,
    private readonly decisions: DecisionLog,
    private readonly opens: OpensService,
    private readonly credits: PlaceCredits,
    private readonly lookup: LookupHash,
  ) {
    this.basePath = new URL(config.publicUrl).pathname.replace(/\/$/, '');
  }

  /** @throws DomainError `link_token_not_found` for a token this server did not make; costs no database work */
  mailOf(token: string): LinkedMail {
    const subject = readToken(this.config.keys.token, 'reader', '', token);
    if (!subject) throw new DomainError('link_token_not_found');
    return { teamId: subject.teamId, messageId: subject.id };
  }

  /** Path of the page on this server. */
  pathOf(token: string, _lang?: unknown): string {
    return this.basePath + readerPath(token);
  }

  /**
   * The page as HTML. Changes nothing: scanners follow links too.
   * @param alert why what was just asked was not done
   * @throws DomainError `link_token_not_found` for a forged token or a mail that is no longer kept
   */
  async render(
    token: string,
    now: Date,
    { alert, step }: { lang?: unknown; alert?: PageAlert; step?: ProofStep } = {},
  ): Promise<string> {
    const view = await this.view(this.mailOf(token));
    const path = this.pathOf(token);
    const said = alert === 'proof_required' ? problemTitles.proof_required : alert;
    return renderReaderPage({
      view,
      action: `${path}/decision`,
      receiptPath: `${path}/receipt`,
      now,
      alert: said,
      step,
    });
  }

  /**
   * Receipts of what was decided with this mail: the same that the page shows, as nobody has to prove more than the
   * link for them.
   * @throws DomainError `link_token_not_found` for a forged token or a mail that is no longer kept
   */
  async receipts(token: string): Promise<DecisionReceipts> {
    const { receipts } = await this.view(this.mailOf(token));
    return { receipts };
  }

  private async view({ teamId, messageId }: LinkedMail): Promise<ReaderView> {
    const { mail, signals, receipts } = await this.database.inTeam(teamId, async (manager) => {
      const found = await this.mails.find(manager, teamId, messageId);
      if (!found) throw new DomainError('link_token_not_found');
      const made = await this.decisions.madeWith(manager, { teamId, messageId }, found.onlyReader !== null);
      if (found.onlyReader === null) return { mail: found, signals: null, receipts: made };
      const recorded = await this.opens.opensOf(manager, teamId, [messageId]);
      return { mail: found, signals: recorded.get(messageId) ?? { opens: [], clicks: [] }, receipts: made };
    });
    if (mail.onlyReader === null || signals === null) {
      return { mail, recorded: { readers: 'several', openings: mail.openings }, receipts };
    }
    const sender = { teamId, accountId: mail.accountId };
    const refusals = await this.decisions.refusals(sender, [this.lookup.allOfAddress(mail.onlyReader)]);
    const refused = {
      sender: refusals.some((refusal) => refusal.scope === 'sender'),
      server: refusals.some((refusal) => refusal.scope === 'server'),
    };
    // The sender's own looks say nothing about the reader.
    const opens = signals.opens.filter((open) => open.kind !== 'self');
    const clicks = signals.clicks.filter((click) => click.kind !== 'self');
    const placeCredit = await this.credits.now();
    return { mail, recorded: { readers: 'one', opens, clicks, refused, placeCredit }, receipts };
  }
}
