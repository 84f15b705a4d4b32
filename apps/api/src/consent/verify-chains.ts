import type { ClientBase } from 'pg';
import { BEFORE_FIRST, instanceLink, type ProvenDecision, teamLink } from './chain.js';

/** Rows read at once: as many as are in memory, however long the chains are. */
const BATCH = 2_000;
/** Before every number a row may have been given. */
const LOWEST = '-9223372036854775808';
/** Stands for all teams in `consent_head`. */
const SERVER = '00000000-0000-0000-0000-000000000000';

/** The first thing found that is not as it was written. */
export interface Fault {
  /** Null: the server's own chain. */
  teamId: string | null;
  /** Place in that chain. */
  seq: number;
  what: 'changed row' | 'missing row' | 'inserted row' | 'reordered' | 'cut tail' | 'changed head';
  /** In words for the operator. */
  why: string;
}

/** Chains without a fault. */
export interface Sound {
  decisions: number;
  teams: number;
  /** End of the server's chain; all zeros where nothing has been decided. */
  head: Link;
}

interface Link {
  seq: number;
  hash: Buffer;
}

/** A row of one chain: where it stands and the link it says it adds. */
interface Linked extends Link {
  id: string;
  /** Whose chain. */
  chain: string;
  /** What the link would be after another one. */
  after(previous: Buffer): Buffer;
  /** What `consent_head` says of this chain; null where it says nothing. */
  head: Link | null;
}

/** Batches of a chain's rows in their order, from anywhere on. */
type Walk = (teamId?: string) => AsyncGenerator<Linked[]>;

/**
 * Makes every link of both chains anew and compares: each team's, then the server's, then the ends. In one snapshot, so
 * that decisions made meanwhile do not matter. What was changed together with all links after it and both ends can only
 * be found by a receipt given out before.
 * @param client in a transaction of its own, repeatable read and of system scope
 */
export async function verifyChains(client: ClientBase): Promise<Sound | Fault> {
  const ofTeams = await verify(walkTeams(client), null);
  if ('what' in ofTeams) return ofTeams;
  const { rows: emptied } = await client.query<{ team_id: string; seq: string }>(
    `select team_id, seq from consent_head head
     where seq > 0 and team_id <> $1
       and not exists (select from consent_decision decision where decision.team_id = head.team_id)
     order by team_id limit 1`,
    [SERVER],
  );
  if (emptied[0]) return cutTail(emptied[0].team_id, 0, Number(emptied[0].seq));
  const ofServer = await verify(walkServer(client), SERVER);
  if ('what' in ofServer) return ofServer;
  const head = await headOf(client, SERVER);
  if (head && ofServer.rows === 0 && head.seq > 0) return cutTail(null, 0, head.seq);
  return { decisions: ofServer.rows, teams: ofTeams.chains, head: ofServer.last };
}

/** @param only the one chain there is; null: as many as there are */
async function verify(walk: Walk, only: string | null): Promise<{ rows: number; chains: number; last: Link } | Fault> {
  let rows = 0;
  let chains = 0;
  let last: Linked | null = null;
  for await (const batch of walk()) {
    for (const row of batch) {
      if (row.chain !== last?.chain) {
        const ended = last && faultOfEnd(last);
        if (ended) return ended;
        last = null;
        chains++;
      }
      const fault = await faultOf(row, last ?? START, walk);
      if (fault) return fault;
      last = row;
      rows++;
    }
  }
  const ended = last && faultOfEnd(last);
  return ended ?? { rows, chains: only === null ? chains : 1, last: last ?? START };
}

const START: Link = { seq: 0, hash: BEFORE_FIRST };
const nameOf = ({ chain }: Linked) => (chain === SERVER ? null : chain);

async function faultOf(row: Linked, previous: Link, walk: Walk): Promise<Fault | null> {
  const teamId = nameOf(row);
  const seq = previous.seq + 1;
  if (row.seq > seq) {
    return { teamId, seq, what: 'missing row', why: `there is none from ${seq} to ${row.seq - 1}` };
  }
  if (row.seq < seq) return { teamId, seq: row.seq, what: 'inserted row', why: 'its number is not free' };
  if (row.after(previous.hash).equals(row.hash)) return null;
  const before = await predecessorOf(row, walk);
  if (before === null) {
    return { teamId, seq, what: 'changed row', why: 'its link is not made of what stands in it and before it' };
  }
  return before < seq
    ? { teamId, seq: before + 1, what: 'inserted row', why: `row ${seq} was written right after row ${before}` }
    : { teamId, seq, what: 'reordered', why: `it was written after the row that stands at ${before}` };
}

/** After which row this one was written, found by their links; null where after none that is there. */
async function predecessorOf(row: Linked, walk: Walk): Promise<number | null> {
  if (row.after(BEFORE_FIRST).equals(row.hash)) return 0;
  for await (const batch of walk(nameOf(row) ?? undefined)) {
    const found = batch.find((other) => row.after(other.hash).equals(row.hash));
    if (found) return found.seq;
  }
  return null;
}

function faultOfEnd(last: Linked): Fault | null {
  const teamId = nameOf(last);
  if (last.head && last.head.seq > last.seq) return cutTail(teamId, last.seq, last.head.seq);
  if (last.head && last.head.seq === last.seq && last.head.hash.equals(last.hash)) return null;
  return {
    teamId,
    seq: last.seq,
    what: 'changed head',
    why: last.head ? `the end that is kept is another link, at ${last.head.seq}` : 'the end that is kept is gone',
  };
}

function cutTail(teamId: string | null, last: number, head: number): Fault {
  return { teamId, seq: last + 1, what: 'cut tail', why: `the chain went up to ${head}` };
}

/** Where a chain ends by what is kept of it; null for one that never began. */
async function headOf(client: ClientBase, chain: string): Promise<Link | null> {
  const { rows } = await client.query<HeadRow>(
    'select seq as head_seq, hash as head_hash from consent_head where team_id = $1',
    [chain],
  );
  return rows[0] ? toHead(rows[0]) : null;
}

interface HeadRow {
  head_seq: string | null;
  head_hash: Buffer | null;
}

const toHead = ({ head_seq, head_hash }: HeadRow): Link | null =>
  head_seq === null || head_hash === null ? null : { seq: Number(head_seq), hash: head_hash };

type DecisionRow = Omit<ProvenDecision, 'decidedAt'> & { decidedAt: unknown; seq: string; hash: Buffer } & HeadRow;

/** Columns of a decision's proof, by the names they have in `chain.ts`. */
const PROOF = `team_id as "teamId", id, account_id as "accountId", message_id as "messageId", email_hash as "emailHash",
  decision, scope, assurance, notice_version as "noticeVersion", decided_at as "decidedAt"`;

function walkTeams(client: ClientBase): Walk {
  return async function* (teamId) {
    let last: { chain: string; seq: number | string; id: string } = {
      chain: teamId ?? SERVER,
      seq: LOWEST,
      id: SERVER,
    };
    for (;;) {
      const { rows } = await client.query<DecisionRow>(
        `select ${PROOF}, decision.team_seq as seq, decision.team_hash as hash, head_seq, head_hash
         from consent_decision decision
         left join lateral (select seq as head_seq, hash as head_hash from consent_head
                            where team_id = decision.team_id) head on true
         where (team_id, team_seq, id) > ($1, $2, $3) and ($4::uuid is null or team_id = $4)
         order by team_id, team_seq, id limit ${BATCH}`,
        [last.chain, last.seq, last.id, teamId ?? null],
      );
      const batch = rows.map((row) => {
        const decision = { ...row, decidedAt: instantOf(row.decidedAt) };
        return {
          id: row.id,
          chain: row.teamId,
          seq: Number(row.seq),
          hash: row.hash,
          head: toHead(row),
          after: (previous: Buffer) => teamLink(decision, previous),
        };
      });
      if (batch.length > 0) yield batch;
      const end = batch.at(-1);
      if (!end || batch.length < BATCH) return;
      last = end;
    }
  };
}

function walkServer(client: ClientBase): Walk {
  return async function* () {
    const head = await headOf(client, SERVER);
    let last: { seq: number | string; id: string } = { seq: LOWEST, id: SERVER };
    for (;;) {
      const { rows } = await client.query<{ id: string; seq: string; hash: Buffer; team_hash: Buffer }>(
        `select id, instance_seq as seq, instance_hash as hash, team_hash from consent_decision
         where (instance_seq, id) > ($1, $2) order by instance_seq, id limit ${BATCH}`,
        [last.seq, last.id],
      );
      const batch = rows.map((row) => ({
        id: row.id,
        chain: SERVER,
        seq: Number(row.seq),
        hash: row.hash,
        head,
        after: (previous: Buffer) => instanceLink(row.team_hash, previous),
      }));
      if (batch.length > 0) yield batch;
      const end = batch.at(-1);
      if (!end || batch.length < BATCH) return;
      last = end;
    }
  };
}

/** As the text of a link has it; what is no date at all (`infinity`) makes another link. */
function instantOf(value: unknown): string {
  return value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : String(value);
}
