import type { ClientBase } from 'pg';
import { z } from 'zod';
import type { Config } from '../config.js';
import { BEFORE_FIRST, teamLink } from '../consent/chain.js';
import { LookupHash } from '../secrets/lookup-hash.js';
import { exportedColumns } from './columns.js';
import { type ExportedRow, type ExportFile, ImportError, validated } from './export-file.js';
import type { ExportHeader } from './format.js';
import { FormerHashes } from './former-hashes.js';
import { keyChecks } from './server-key.js';
import { EXPORTED } from './tables.js';

/** Of opens, which have a table for each month, much longer ago than any team keeps them. */
const OLDEST_OPEN_MS = 2 * 366 * 86_400_000;

/** What an export was found to hold, every line of it being as it should. */
export interface Survey {
  header: ExportHeader;
  /** Rows by type. */
  rows: Map<string, number>;
  /** As PostgreSQL writes it; null without an open. */
  oldestOpen: string | null;
  former: FormerHashes;
  /** Allowances of the whole old server, which are none of this one. */
  foreignAllowances: number;
}

/**
 * Reads all of an export and checks each line: its form, its place, and that decisions are the chain they were.
 * Changes nothing.
 * @throws ImportError
 */
export async function survey(client: ClientBase, file: ExportFile, keys: Config['keys']): Promise<Survey> {
  const header = await file.header();
  if (!header.complete) {
    throw new ImportError(
      'the export leaves out what colleagues’ readers did. Export once more for this server: npm run import -- --key tells its key',
    );
  }
  const schemas = new Map(
    [...(await exportedColumns(client))].map(([table, columns]) => [
      table,
      z.strictObject(Object.fromEntries(columns.map(({ field, schema }) => [field, schema]))),
    ]),
  );
  const lookup = new LookupHash(keys.lookup);
  const found: Survey = {
    header,
    rows: new Map(),
    oldestOpen: null,
    former: new FormerHashes(lookup, missing(header.lookupKeys, keyChecks(keys.lookup))),
    foreignAllowances: 0,
  };
  const subjects: string[] = [];
  const oldest = Date.now() - OLDEST_OPEN_MS;
  const chain = new Chain(header.teamId);
  let place = 0;
  for await (const each of file.rows()) {
    const { line, type, row } = each;
    const schema = schemas.get(type);
    const at = EXPORTED.findIndex(({ name }) => name === type);
    if (!schema)
      throw new ImportError(`line ${line}: this version of Openly knows no ${JSON.stringify(type).slice(0, 40)}`);
    if (at < place) throw new ImportError(`line ${line}: ${type} stands too late`);
    place = at;
    validated(schema, row, line);
    found.rows.set(type, (found.rows.get(type) ?? 0) + 1);
    found.former.note(each);
    if (type === 'team' && row.id !== header.teamId) throw new ImportError(`line ${line}: it is another team`);
    if (type === 'account') subjects.push(String(row.google_subject));
    if (type === 'open' && Date.parse(String(row.opened_at)) < oldest) {
      throw new ImportError(`line ${line}: the export is too old: such opens are kept nowhere any more`);
    }
    if (type === 'open' && (found.oldestOpen === null || isBefore(row.opened_at, found.oldestOpen))) {
      found.oldestOpen = String(row.opened_at);
    }
    if (type === 'consent_decision') {
      chain.check(each);
      if (row.scope === 'server' && row.decision === 'allow') found.foreignAllowances++;
    }
  }
  if (found.rows.get('team') !== 1) throw new ImportError('the export has no team, or several');
  await refuseKnown(client, header.teamId, subjects);
  return found;
}

/** The ids of keys of theirs that are none of ours; ids alone say nothing, every server's first key is `k1`. */
export function missing(theirs: ExportHeader['lookupKeys'], ours: ExportHeader['lookupKeys']): Set<string> {
  const known = new Set(ours.map(({ check }) => check));
  return new Set(theirs.filter(({ check }) => !known.has(check)).map(({ id }) => id));
}

const isBefore = (one: unknown, other: string) => Date.parse(String(one)) < Date.parse(other);

/** @throws ImportError where the team, its decisions or one of its people are here already */
async function refuseKnown(client: ClientBase, teamId: string, subjects: string[]): Promise<void> {
  const { rows: teams } = await client.query(
    'select 1 from team where id = $1 union all select 1 from consent_head where team_id = $1',
    [teamId],
  );
  if (teams.length > 0) throw new ImportError(`team ${teamId} is here already, or was`);
  const { rows: accounts } = await client.query<{ id: string }>(
    'select id from account where google_subject = any($1) order by id',
    [subjects],
  );
  if (accounts.length === 0) return;
  const ids = accounts.map(({ id }) => id).join(', ');
  throw new ImportError(`people of the export have accounts here, to be deleted first: ${ids}`);
}

/** The decisions of a team, which are linked by hashes. */
class Chain {
  private seq = 0;
  private link = BEFORE_FIRST;

  constructor(private readonly teamId: string) {}

  /** @throws ImportError for one that is not what was linked there */
  check({ line, row }: ExportedRow): void {
    this.seq++;
    this.link = teamLink(
      {
        teamId: this.teamId,
        id: String(row.id),
        accountId: String(row.account_id),
        messageId: String(row.message_id),
        emailHash: typeof row.email_hash === 'string' ? fromHex(row.email_hash) : null,
        decision: String(row.decision),
        scope: String(row.scope),
        assurance: String(row.assurance),
        noticeVersion: String(row.notice_version),
        decidedAt: new Date(String(row.decided_at)).toISOString(),
      },
      this.link,
    );
    if (row.team_seq !== this.seq) throw new ImportError(`line ${line}: decision ${this.seq} of the chain is missing`);
    if (!fromHex(String(row.team_hash)).equals(this.link)) {
      throw new ImportError(`line ${line}: the decision is not the one that was chained`);
    }
  }
}

/** Bytes as PostgreSQL writes them. */
export const fromHex = (text: string): Buffer => Buffer.from(text.slice(2), 'hex');
