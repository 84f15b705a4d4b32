import type { Confidence, OpenKind } from '@openly/contracts';
import { isLook, judge, RULES_VERSION, repeated, signalsFromText, type Verdict } from '@openly/tracking';
import type { EntityManager } from 'typeorm';
import type { Database } from '../database/database.js';
import { prepared } from '../database/prepared.js';
import { type Client, NO_CLIENT } from './client.js';
import { confirmByClicks, type MessageRef } from './confirmations.js';
import { type HitMessage, lockMessages } from './hit-batch.js';
import { type JudgedTable, type Judgement, keepJudgements } from './rejudge-totals.js';
import { readSurroundings, type SeenPlace, type Surroundings, traitsOf } from './surroundings.js';

/** Opens or clicks one transaction judges again. */
const PIECE = 1_000;
/** Older than all rules. */
const NEVER_JUDGED = 0;

/** How many opens and clicks were judged again, and of those how many got another verdict. */
export interface Rejudged {
  opens: number;
  clicks: number;
  changed: number;
  /** Judged by older rules and left so, because the facts that are kept cannot be read any more. */
  left: number;
}

/** An open or a click as it is stored. */
interface StoredHit extends Client, SeenPlace {
  team_id: string;
  id: string;
  message_id: string;
  /** Null for an open. */
  link_id: string | null;
  /** Milliseconds since 1970 in UTC. */
  arrived_at: number;
  kind: OpenKind;
  confidence: Confidence;
  reason: string;
  signals: string;
}

/** The two tables, and what of a click stands for the columns it has not. */
const TABLES = {
  open: { at: 'opened_at', columns: 'null::uuid as link_id, client, os, device, country, region, city' },
  click: {
    at: 'clicked_at',
    columns: `link_id, null as client, null as os, null as device, null as country, null as region, null as city`,
  },
} as const satisfies Record<JudgedTable, { at: string; columns: string }>;

/**
 * Applies the present rules to opens and clicks that older ones have judged, by the facts that were kept of them: in
 * the order in which they came, a piece in each transaction, with the totals it changes. What is done has the present
 * version and is not touched again, so it may be cut off and started anew at any time, also while hits are judged.
 * A place and a device that the new verdict hides are deleted; those the old one hid are not known any more.
 * @param options.duplicateMs within which two looks are the same one
 */
export async function rejudge(
  database: Database,
  { duplicateMs, piece = PIECE }: { duplicateMs: number; piece?: number },
): Promise<Rejudged> {
  const done: Rejudged = { opens: 0, clicks: 0, changed: 0, left: 0 };
  for (const table of ['open', 'click'] as const) {
    let last: Key | null = FIRST;
    while (last) {
      const from: Key = last;
      last = await database.asSystem((manager) => rejudgePiece(manager, table, from, { duplicateMs, piece }, done));
    }
  }
  return done;
}

/** Where an open or a click stands in the order in which they are judged. */
interface Key {
  team_id: string;
  message_id: string;
  /** ISO 8601 in UTC, to the microsecond. */
  at: string;
  id: string;
}
const NOWHERE = '00000000-0000-0000-0000-000000000000';
const FIRST: Key = { team_id: NOWHERE, message_id: NOWHERE, at: '-infinity', id: NOWHERE };

/** @returns where the next piece begins; null when there is none */
async function rejudgePiece(
  manager: EntityManager,
  table: JudgedTable,
  from: Key,
  { duplicateMs, piece }: { duplicateMs: number; piece: number },
  done: Rejudged,
): Promise<Key | null> {
  const { at } = TABLES[table];
  const keys: Key[] = await manager.query(
    `select team_id, message_id, ${at}::text as at, id from ${table}
     where (team_id, message_id, ${at}, id) > ($1, $2, $3::timestamptz, $4) and rules_version < ${RULES_VERSION}
       and signals is not null
     order by team_id, message_id, ${at}, id limit $5`,
    [from.team_id, from.message_id, from.at, from.id, piece],
  );
  if (keys.length === 0) return null;
  const judgements = await judgeKeysAgain(manager, table, keys, duplicateMs);
  const readable = judgements.filter((one) => one !== null);
  done[table === 'open' ? 'opens' : 'clicks'] += readable.length;
  done.changed += readable.filter(({ before, verdict }) => !isSame(before, verdict)).length;
  done.left += judgements.length - readable.length;
  return keys.at(-1) ?? null;
}

/**
 * Judges again what was a repeat of something that is no look any more: one that lies so near is a look of its own, or
 * a repeat of another.
 * @param from of the first look that is none any more; `to` of the last
 */
export async function judgeRepeatsAgain(
  manager: EntityManager,
  { teamId, messageId }: MessageRef,
  { from, to }: { from: Date; to: Date },
  duplicateMs: number,
): Promise<void> {
  const [since, until] = [new Date(from.getTime() - duplicateMs), new Date(to.getTime() + duplicateMs)];
  for (const table of ['open', 'click'] as const) {
    const { at } = TABLES[table];
    const [keys]: [Key[], number] = await manager.query(
      `update ${table} set rules_version = ${NEVER_JUDGED}
       where team_id = $1 and message_id = $2 and ${at} between $3 and $4 and kind = 'duplicate'
         and signals is not null
       returning team_id, message_id, ${at}::text as at, id`,
      [teamId, messageId, since, until],
    );
    if (keys.length > 0) await judgeKeysAgain(manager, table, keys, duplicateMs);
  }
}

/** Of these, those that older rules have judged. Null for one whose facts cannot be read. */
async function judgeKeysAgain(
  manager: EntityManager,
  table: JudgedTable,
  keys: readonly Key[],
  duplicateMs: number,
): Promise<(Judgement | null)[]> {
  const { at, columns } = TABLES[table];
  // The enricher, own views, retention and another run change opens under the same locks, before this or after it.
  const messages = await lockMessages(manager, keys);
  const hits = await prepared<StoredHit>(
    manager,
    `read-${table}s-again`,
    `select stored.team_id, stored.id, stored.message_id, ${at} as arrived_at, kind, confidence, reason, signals, ${columns}
     from ${table} stored join unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) as wanted (team_id, id, at)
       on stored.team_id = wanted.team_id and stored.id = wanted.id and stored.${at} = wanted.at
     where rules_version < ${RULES_VERSION} and signals is not null
     order by stored.team_id, stored.message_id, ${at}, stored.id`,
    [keys.map((key) => key.team_id), keys.map((key) => key.id), keys.map((key) => key.at)],
  );
  const near = await readSurroundings(manager, hits, duplicateMs, 'standing');
  const judgements = hits.map((hit) => judgeAgain(hit, messages.get(hit.message_id), near, duplicateMs));
  await keepJudgements(
    manager,
    table,
    judgements.filter((one) => one !== null),
  );
  if (table === 'click') {
    await confirmByClicks(
      manager,
      hits.map((hit) => ({ teamId: hit.team_id, messageId: hit.message_id })),
    );
  }
  return judgements;
}

const isSame = (a: Judgement['before'], b: Judgement['verdict']) =>
  a.kind === b.kind && a.confidence === b.confidence && a.reason === b.reason;

/** The steps of the enricher, on what is left of a hit. Null where its facts cannot be read. */
function judgeAgain(
  hit: StoredHit,
  message: HitMessage | undefined,
  near: Surroundings,
  duplicateMs: number,
): Judgement | null {
  const signals = signalsFromText(hit.signals);
  if (!signals || !message) return null;
  const at = hit.arrived_at;
  const verdict: Verdict = judge({
    signals,
    arrivedAt: at,
    message: { sentAt: message.sent_at },
    ownViews: near.ownViews.get(hit.message_id) ?? [],
    linksFollowed: hit.link_id === null ? 0 : (near.clicks.get(hit.message_id)?.countAbout(at) ?? 0),
  });
  const client: Client = verdict.clientAllowed ? hit : NO_CLIENT;
  const place = verdict.placeAllowed ? hit : null;
  const counted = hit.link_id === null ? near.looks : near.followed;
  const beside = counted.get(hit.message_id) ?? [];
  const look = { at, kind: verdict.kind, traits: hit.link_id ?? traitsOf(client, place) };
  const final = repeated(verdict, look, beside, duplicateMs);
  if (isLook(final)) counted.set(hit.message_id, [...beside, look]);
  return {
    teamId: hit.team_id,
    id: hit.id,
    messageId: hit.message_id,
    before: { kind: hit.kind, confidence: hit.confidence, reason: hit.reason },
    verdict: final,
  };
}
