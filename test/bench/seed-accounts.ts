import { migrate } from '../../apps/api/src/database/data-source.js';
import type { ProductDatabase } from '../support/product.js';

const ACCOUNTS_A_TEAM = 10;

/** Makes the tables of an empty database, and in it teams of ten accounts that keep their records for so many days. */
export async function seedAccounts(
  database: ProductDatabase,
  accounts: number,
  recordsKeptDays: number,
): Promise<void> {
  await migrate({ ownerUrl: database.ownerUrl, appUrl: database.url, stepDown: false });
  await database.query(
    `insert into team (id, name, records_kept_days) select uuidv7(), 'Team ' || n, $2 from generate_series(1, $1::int) n`,
    [accounts / ACCOUNTS_A_TEAM, recordsKeptDays],
  );
  await database.query(
    `with numbered as (select id, row_number() over (order by id) - 1 as place from team)
     insert into account (id, team_id, google_subject, email, sender_id)
     select uuidv7(), team.id, 'subject' || n, 'sender' || n || '@example.com', 'sender' || n
     from generate_series(1, $1::int) n join numbered team on team.place = (n - 1) / $2`,
    [accounts, ACCOUNTS_A_TEAM],
  );
}
