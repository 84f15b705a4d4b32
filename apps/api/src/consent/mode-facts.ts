import { Inject, Injectable } from '@nestjs/common';
import { ASK_AGAIN_DAYS, type ConsentMode } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { Database } from '../database/database.js';
import { LookupHash } from '../secrets/lookup-hash.js';
import { decisionCounts } from './decision-log.js';
import { type LatestDecision, type ReaderStanding, standingOf, strictestMode } from './mode.js';
import { isWithin } from './untracked-domains.js';

/** A mail that is about to be prepared. */
export interface MailToReaders {
  teamId: string;
  accountId: string;
  messageId: string;
  /** Everybody in To, Cc and Bcc. */
  emails: readonly string[];
  /** As its sender wants it; null: as the team has it. */
  consentMode: ConsentMode | null;
}

/** How a mail's readers are asked, and where each of them stands, in the order of its addresses. */
export interface ModeFacts {
  mode: ConsentMode;
  readers: ReaderStanding[];
  /** What the team tells its readers besides. */
  noticeAddition: string | null;
}

interface TeamRow {
  id: string;
  mode: ConsentMode;
  untracked_domains: string[];
  notice_addition: string | null;
}

type Query = <Row extends object>(text: string, values: unknown[]) => Promise<Row[]>;

interface StandingRow {
  reader: number;
  /** Said at, or asked of, the address without what stands behind its plus. */
  plain: boolean;
  reach: LatestDecision['reach'] | 'asked';
  decision: LatestDecision['decision'] | null;
  place: string | null;
}

/** What decides whether a mail is tracked, asks or stays bare: policy, decisions, questions. By the database's clock. */
@Injectable()
export class ModeFactsService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly lookup: LookupHash,
  ) {}

  /**
   * Of one mail. To rely on it until the end of a transaction, call `holdPolicies` and `holdDecisions` in that first.
   */
  async of(mail: MailToReaders): Promise<ModeFacts> {
    const [facts] = await this.read((text, values) => this.database.systemQuery(text, values), [mail]);
    if (!facts) throw new Error('a mail was asked about, and none answered');
    return facts;
  }

  /** Of many, in their order. */
  standing<Mail extends MailToReaders>(mails: readonly Mail[]): Promise<(ModeFacts & { mail: Mail })[]> {
    return this.read((text, values) => this.database.systemQuery(text, values), mails);
  }

  /** Of many, in their order, in two statements of the caller's transaction, which must be of system scope. */
  ofMany<Mail extends MailToReaders>(
    manager: EntityManager,
    mails: readonly Mail[],
  ): Promise<(ModeFacts & { mail: Mail })[]> {
    return this.read((text, values) => manager.query(text, values), mails);
  }

  private async read<Mail extends MailToReaders>(
    query: Query,
    mails: readonly Mail[],
  ): Promise<(ModeFacts & { mail: Mail })[]> {
    const rowsOfTeams = await query<TeamRow>(
      'select id, consent_mode as mode, untracked_domains, notice_addition from team where id = any($1)',
      [[...new Set(mails.map(({ teamId }) => teamId))]],
    );
    const teams = new Map(rowsOfTeams.map((team) => [team.id, team]));
    const readers = mails.flatMap((mail) => mail.emails.map((email) => ({ mail, email })));
    const rows = await this.standings(query, readers);
    const standings = readers.map(({ mail, email }, reader) => {
      const found = rows.get(reader) ?? [];
      const own = standingFrom(found.filter(({ plain }) => !plain));
      const plain = standingFrom(found.filter((row) => row.plain));
      const hasDecided = found.some((row) => !row.plain && row.decision !== null);
      // Who has said no at `ann`, or nothing yet, is not to be reached at `ann+news` instead, until they say more there.
      return {
        ...own,
        refuses: own.refuses || (!hasDecided && plain.refuses),
        saidNo: own.saidNo || (!hasDecided && plain.saidNo),
        askedLately: own.askedLately || plain.askedLately,
        domainNotTracked: isWithin(email, teams.get(mail.teamId)?.untracked_domains ?? []),
      };
    });
    return mails.map((mail) => ({
      mail,
      // Nothing of a team that is gone.
      mode: strictestMode(this.config.consentFloor, teams.get(mail.teamId)?.mode ?? 'off', mail.consentMode),
      readers: standings.splice(0, mail.emails.length),
      noticeAddition: teams.get(mail.teamId)?.notice_addition ?? null,
    }));
  }

  /**
   * The latest decision that counts at each reach, and whether one was asked.
   *
   * Asked is also who gets a question with a scheduled mail that is on its way at this moment.
   */
  private async standings(
    query: Query,
    readers: readonly { mail: MailToReaders; email: string }[],
  ): Promise<Map<number, StandingRow[]>> {
    const given = readers.flatMap(({ mail, email }, reader) => [
      ...this.lookup.allOfAddress(email).map((hash) => ({ ...mail, reader, hash, plain: false })),
      ...this.lookup.allOfPlainAddress(email).map((hash) => ({ ...mail, reader, hash, plain: true })),
    ]);
    if (given.length === 0) return new Map();
    const rows = await query<StandingRow>(
      `with given as (
         select * from unnest($1::int[], $2::bytea[], $3::uuid[], $4::uuid[], $5::uuid[], $7::boolean[])
           as given (reader, email_hash, team_id, account_id, message_id, plain)
       )
       (select distinct on (reader, plain, reach) reader, plain, reach, decision, instance_seq as place
        from (
          select given.reader, given.plain, decision.decision, decision.instance_seq,
                 case when scope <> 'message' then scope
                      when decision.message_id = given.message_id then 'message' else 'other_message' end as reach
          from given join consent_decision decision using (email_hash)
          where (scope = 'server' or decision.account_id = given.account_id)
            and ${decisionCounts(this.config.consentAssurance)}
        ) decided
        order by reader, plain, reach, instance_seq desc)
       union all
       select given.reader, given.plain, 'asked', null, null
       from given join reader_question question using (team_id, account_id, email_hash)
       where question.message_id <> given.message_id and question.asked_at > now() - make_interval(days => $6)
       union all
       select given.reader, given.plain, 'asked', null, null
       from given
       join message on message.team_id = given.team_id and message.account_id = given.account_id
         and message.asks and message.state = 'prepared' and message.id <> given.message_id
       join recipient on recipient.team_id = message.team_id and recipient.message_id = message.id
         and recipient.email_hash = given.email_hash
       join schedule on schedule.team_id = message.team_id and schedule.message_id = message.id
         and schedule.status = 'sending' and schedule.asked_at is not null`,
      [
        given.map(({ reader }) => reader),
        given.map(({ hash }) => hash),
        given.map(({ teamId }) => teamId),
        given.map(({ accountId }) => accountId),
        given.map(({ messageId }) => messageId),
        ASK_AGAIN_DAYS,
        given.map(({ plain }) => plain),
      ],
    );
    const byReader = new Map<number, StandingRow[]>();
    for (const row of rows) byReader.set(row.reader, [...(byReader.get(row.reader) ?? []), row]);
    return byReader;
  }
}

function standingFrom(rows: readonly StandingRow[]): ReaderStanding {
  const decisions = rows.flatMap(({ reach, decision, place }) =>
    reach === 'asked' || decision === null ? [] : [{ reach, decision, place: Number(place) }],
  );
  return standingOf(
    decisions,
    rows.some(({ reach }) => reach === 'asked'),
  );
}
