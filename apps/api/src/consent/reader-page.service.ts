import { Inject, Injectable } from '@nestjs/common';
import type { DecisionReceipts } from '@openly/contracts';
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
import { MOST_RECORDS } from './reader-records.js';
import type { PageAlert, ProofStep, ReaderPaths, ReaderServer, ReaderView } from './reader-view.js';
import { languageAsked, languageOfNotice } from './words.js';

/** Which mail a reader's link belongs to. */
export interface LinkedMail {
  teamId: string;
  messageId: string;
}

/** How the page was asked for, besides by its link. */
export interface Asked {
  /** The query's `lang`, whatever it is. */
  lang?: unknown;
  alert?: PageAlert;
  step?: ProofStep;
}

/** The reader's page: what a link opens, and what stands there. */
@Injectable()
export class ReaderPageService {
  /** Path before ours where the server's public address has one. */
  private readonly basePath: string;
  private readonly server: ReaderServer;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly mails: ReaderMail,
    private readonly decisions: DecisionLog,
    private readonly opens: OpensService,
    private readonly credits: PlaceCredits,
    private readonly lookup: LookupHash,
  ) {
    const { pathname, host } = new URL(config.publicUrl);
    this.basePath = pathname.replace(/\/$/, '');
    this.server = {
      host,
      operator: config.operator,
      sendsMail: config.smtpUrl !== null,
      allowsByLink: config.consentAssurance === 'link',
    };
  }

  /** @throws DomainError `link_token_not_found` for a token this server did not make; costs no database work */
  mailOf(token: string): LinkedMail {
    const subject = readToken(this.config.keys.token, 'reader', '', token);
    if (!subject) throw new DomainError('link_token_not_found');
    return { teamId: subject.teamId, messageId: subject.id };
  }

  /**
   * Path of the page on this server.
   * @param lang what was asked for with `?lang=`; kept where it is one of our languages
   */
  pathOf(token: string, lang?: unknown): string {
    const language = languageAsked(lang);
    return this.basePath + readerPath(token) + (language ? `?lang=${language}` : '');
  }

  /**
   * The page as HTML, in the language of the notice where no other is asked for. Changes nothing: scanners follow links
   * too.
   * @throws DomainError `link_token_not_found` for a forged token or a mail that is no longer kept
   */
  async render(token: string, now: Date, { lang, alert, step }: Asked = {}): Promise<string> {
    const view = await this.view(this.mailOf(token));
    const page = this.pathOf(token);
    const paths: ReaderPaths = {
      page,
      decision: `${page}/decision`,
      proof: `${page}/proof`,
      export: `${page}/export`,
      erase: `${page}/erase`,
      receipt: `${page}/receipt`,
    };
    const language = languageAsked(lang) ?? languageOfNotice(view.mail.noticeVersion);
    return renderReaderPage({ view, paths, now, language, alert, step });
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
    const { mail, records, receipts } = await this.database.inTeam(teamId, async (manager) => {
      const found = await this.mails.find(manager, teamId, messageId);
      if (!found) throw new DomainError('link_token_not_found');
      const made = await this.decisions.madeWith(manager, { teamId, messageId }, found.onlyReader !== null);
      // The sender's own looks, which say nothing about the reader, are not among them.
      const recorded = found.onlyReader
        ? await this.opens.recordedOf(manager, { teamId, messageId }, MOST_RECORDS + 1)
        : [];
      return { mail: found, records: recorded, receipts: made };
    });
    const { server } = this;
    if (mail.onlyReader === null) {
      const readers = mail.readers === 0 ? 'none' : 'several';
      return { mail, recorded: { readers, openings: mail.openings }, receipts, server };
    }
    const sender = { teamId, accountId: mail.accountId };
    const [refusals, placeCredit] = await Promise.all([
      this.decisions.refusals(sender, [this.lookup.allOfAddress(mail.onlyReader)]),
      this.credits.now(),
    ]);
    const refused = {
      sender: refusals.some((refusal) => refusal.scope === 'sender'),
      server: refusals.some((refusal) => refusal.scope === 'server'),
    };
    return { mail, recorded: { readers: 'one', records, placeCredit, refused }, receipts, server };
  }
}
