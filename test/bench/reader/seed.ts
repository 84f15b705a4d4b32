import { randomUUID } from 'node:crypto';
import { type NoticeLanguage, noticeLanguage } from '@openly/contracts';
import { makeToken, noticeVersion, readerPath } from '@openly/tracking';
import type { Key } from '../../../apps/api/src/config.js';
import { Encryption } from '../../../apps/api/src/secrets/encryption.js';
import { LookupHash } from '../../../apps/api/src/secrets/lookup-hash.js';
import type { ProductDatabase } from '../../support/product.js';
import { seedAccounts } from '../seed-accounts.js';

const ACCOUNTS = 100;
const OPENS = 12;
/** One mail in ten was opened as often as the page shows at most. */
const MANY_OPENS = 100;
const CLICKS = 3;

/** A mail with one reader, and where that reader's page is. */
export interface ReadersMail {
  path: string;
  language: NoticeLanguage;
}

/** Fills an empty database with mails to one reader each, with several opens, in turn in each language. */
export async function seed(database: ProductDatabase, key: Key, mails: number): Promise<ReadersMail[]> {
  await seedAccounts(database, ACCOUNTS, 90);
  const accounts = await database.query<{ team_id: string; id: string }>('select team_id, id from account order by id');
  const encryption = new Encryption([key]);
  const lookup = new LookupHash([key]);
  const sent = Array.from({ length: mails }, (_, number) => {
    const account = accounts[number % accounts.length];
    if (!account) throw new Error('there is no account');
    const language = noticeLanguage.options[number % noticeLanguage.options.length] ?? 'en';
    return {
      id: randomUUID(),
      teamId: account.team_id,
      accountId: account.id,
      language,
      email: `r${number}@example.net`,
    };
  });
  await database.query(
    `insert into message (team_id, id, account_id, state, subject_sealed, notice_version, tracked, sent_at, open_count,
                          first_opened_at, last_opened_at, confirmed_by, confirmed_at)
     select team_id, id, account_id, 'sent', subject, notice, true, now() - interval '2 days', 1, now(), now(),
            'reply', now()
     from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bytea[], $5::text[])
       as mail (team_id, id, account_id, subject, notice)`,
    [
      sent.map(({ teamId }) => teamId),
      sent.map(({ id }) => id),
      sent.map(({ accountId }) => accountId),
      sent.map(() => encryption.seal('message.subject', 'Programme of the open day on Saturday')),
      sent.map(({ language }) => noticeVersion(language)),
    ],
  );
  await database.query(
    `insert into recipient (team_id, message_id, position, field, email_sealed, email_hash)
     select team_id, id, 0, 'to', sealed, hash
     from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::bytea[]) as reader (team_id, id, sealed, hash)`,
    [
      sent.map(({ teamId }) => teamId),
      sent.map(({ id }) => id),
      sent.map(({ email }) => encryption.seal('recipient.email', email)),
      sent.map(({ email }) => lookup.ofAddress(email)),
    ],
  );
  await addSignals(database);
  await database.query('vacuum analyze');
  await database.query('checkpoint');
  return sent.map(({ teamId, id, language }) => ({
    path: readerPath(makeToken([key], 'reader', '', { teamId, id })),
    language,
  }));
}

async function addSignals(database: ProductDatabase): Promise<void> {
  await database.query(
    `insert into open (team_id, id, message_id, opened_at, kind, confidence, reason, client, os, device, country, city,
                       signals, rules_version)
     select team_id, gen_random_uuid(), id, sent_at + make_interval(mins => n * 7), one.*, 3
     from (select *, row_number() over (order by id) as place from message) mail
     cross join lateral generate_series(1, case when place % 10 = 0 then $2::int else $1::int end) n
     join lateral (values
       (0, 'gmail_proxy', 'likely', 'Fetched through Gmail''s image proxy when somebody looked.',
        null, null, null, null, null, 'GET gmail_proxy internet in:google:Google'),
       (1, 'direct', 'likely', 'Fetched by the reader''s own browser or app.',
        'Thunderbird 140', 'Windows', 'computer', 'NL', 'Utrecht', 'GET browser internet'),
       (2, 'scanner', 'machine', 'Fetched from a data centre.',
        null, null, null, null, null, 'GET browser internet in:data_centre:Hetzner'))
       as look (turn, kind, confidence, reason, client, os, device, country, city, signals) on turn = n % 3
     cross join lateral (select kind, confidence, reason, client, os, device, country, city, signals) one`,
    [OPENS, MANY_OPENS],
  );
  await database.query(
    `with added as (
       insert into link (team_id, id, message_id, url)
       select team_id, gen_random_uuid(), id, 'https://shop.example.org/spring' from message
       returning team_id, id, message_id
     )
     insert into click (team_id, id, message_id, link_id, clicked_at, kind, confidence, reason, signals, rules_version)
     select team_id, gen_random_uuid(), message_id, id, now() - make_interval(mins => n), 'direct', 'confirmed',
            'A link in this mail was followed.', 'GET browser internet', 3
     from added cross join generate_series(1, $1::int) n`,
    [CLICKS],
  );
}
