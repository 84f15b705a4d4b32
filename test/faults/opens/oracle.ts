import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from './stage.js';

/** After the last hit: the spool is read back, and the enricher has judged what there is. */
const PATIENCE_MS = 60_000;

/** What the database says in the end. */
export interface Found {
  /** Opens, and hits that nobody has judged, by number of the mail. */
  rows: Uint8Array;
  /** Totals of messages, and live events, that say more or less than the opens do. */
  miscounted: number;
  /** Hits that nobody has judged. */
  unjudged: number;
}

/** Waits until everything has come to rest, then asks the database for every mail. */
export async function findAll({ database, disk, mails }: Stage): Promise<Found> {
  const waiting = async () =>
    Number((await database.query<{ n: string }>('select count(*) as n from hit'))[0]?.n ?? 0) + disk.spooled();
  const end = Date.now() + PATIENCE_MS;
  while ((await waiting()) > 0 && Date.now() < end) await sleep(200);

  const rows = new Uint8Array(mails.ids.length);
  const numbers = new Map(mails.ids.map((id, mail) => [id, mail]));
  const unjudged = await database.query<{ message_id: string }>('select message_id from hit');
  const opens = await database.query<{ message_id: string }>('select message_id from open');
  for (const { message_id } of [...unjudged, ...opens]) {
    const mail = numbers.get(message_id);
    if (mail !== undefined) rows[mail] = (rows[mail] ?? 0) + 1;
  }
  const [counted] = await database.query<{ totals: number; events: number }>(
    `with looked as (
       select message_id, count(*) filter (where confidence <> 'machine' and kind not in ('self', 'duplicate')) as looks,
              count(*) filter (where confidence = 'machine') as machines
       from open group by message_id
     )
     select (select count(*)::integer from message left join looked on looked.message_id = message.id
             where open_count <> coalesce(looks, 0) or machine_open_count <> coalesce(machines, 0)) as totals,
            -- Each open told once: as many numbers given out as there are, none of them twice.
            (select count(*)::integer from open where event_seq is null)
              + (select (count(*) - count(distinct (account_id, seq)))::integer from live_event)
              + abs((select count(*) from live_event) - (select coalesce(sum(last_seq), 0) from event_sequence))::integer
              as events`,
  );
  return { rows, miscounted: (counted?.totals ?? 0) + (counted?.events ?? 0), unjudged: unjudged.length };
}
