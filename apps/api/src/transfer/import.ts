import { randomBytes } from 'node:crypto';
import type { ClientBase } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { Config } from '../config.js';
import { instanceLink } from '../consent/chain.js';
import { FORGETTING } from '../database/forgetting.js';
import { Encryption } from '../secrets/encryption.js';
import { type ExportedRow, ExportFile, ImportError } from './export-file.js';
import { type Lost, toHex } from './former-hashes.js';
import { importIdentities, keyChecks } from './server-key.js';
import { fromHex, missing, type Survey, survey } from './survey.js';
import { EXPORTED } from './tables.js';

/** Rows one statement inserts. */
const BATCH = 500;
/** Stands for all teams in `consent_head`. */
const SERVER = '00000000-0000-0000-0000-000000000000';
/** Tables in which people are looked up by keyed hashes. */
const FOUND_BY_HASH = ['recipient', 'reader_zone', 'reader_question', 'removed_member'];
/** Of a schedule that could still go out. */
const OPEN = ['scheduled', 'sending', 'needs_decision'];

/** What an import did. */
export interface Imported {
  teamId: string;
  /** Rows by type. */
  rows: Map<string, number>;
  /** Schedules that could still go out, and wait now. */
  paused: number;
  /** Refusals written down once more, under a key of this server. */
  renewed: number;
  lost: Lost;
  foreignAllowances: number;
  /** Where pixels and links of mail already sent point to, and which of the keys in them this server has not. */
  from: string;
  missingTokenKeys: string[];
}

/**
 * Brings a team here from an export, in one transaction: all of it or nothing.
 * @param client of the tables' owner, in system scope: decisions keep their place in the team's chain
 * @param options.withoutOldKeys also where readers' hashes are of keys that this server has not
 * @throws ImportError
 */
export async function importTeam(
  client: ClientBase,
  path: string,
  { keys }: Pick<Config, 'keys'>,
  { withoutOldKeys }: { withoutOldKeys: boolean },
): Promise<Imported> {
  const file = new ExportFile(path, importIdentities(keys.encryption));
  const found = await survey(client, file, keys);
  const needed = found.former.needed;
  if (needed.length > 0 && !withoutOldKeys) {
    throw new ImportError(
      `readers are known by keys of the old server that are not among this one’s OPENLY_LOOKUP_KEYS (there named ${needed.join(', ')}): ` +
        'add them behind its own, or give --without-old-keys (docs/export.md says what is lost then)',
    );
  }
  // Apart, as it holds up everybody's opens.
  if (found.oldestOpen) await client.query('select make_open_partitions(3, $1)', [found.oldestOpen]);
  await client.query('begin');
  // Totals come as they were, with what has passed its days in them: the mail is not counted once more.
  await client.query(FORGETTING);
  try {
    const team = new ArrivingTeam(client, found, new Encryption(keys.encryption));
    const done = await team.insertAll(file);
    await client.query('commit');
    return {
      teamId: found.header.teamId,
      rows: found.rows,
      ...done,
      foreignAllowances: found.foreignAllowances,
      from: found.header.from,
      missingTokenKeys: [...missing(found.header.tokenKeys, keyChecks(keys.token))],
    };
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

type Row = Record<string, unknown>;

/** A team on its way into the tables. */
class ArrivingTeam {
  private readonly teamId: string;
  private readonly paused: { id: string; from: string }[] = [];
  private readonly dropped = { reader_question: 0, reader_zone: 0, removed_member: 0 };
  private instance: { seq: number; hash: Buffer } | null = null;
  private end: { seq: unknown; hash: unknown } | null = null;

  constructor(
    private readonly client: ClientBase,
    private readonly found: Survey,
    private readonly encryption: Encryption,
  ) {
    this.teamId = found.header.teamId;
  }

  async insertAll(file: ExportFile): Promise<Pick<Imported, 'paused' | 'renewed' | 'lost'>> {
    let waiting: ExportedRow[] = [];
    for await (const each of file.rows()) {
      if (waiting.length === BATCH || (waiting[0] && waiting[0].type !== each.type)) {
        await this.insert(waiting);
        waiting = [];
      }
      waiting.push(each);
    }
    await this.insert(waiting);
    await this.endChains();
    const { former } = this.found;
    for (const refusal of former.refusals) await this.renew(refusal);
    await this.tell();
    const { reader_question: questions, reader_zone: zones, removed_member: removals } = this.dropped;
    return {
      paused: this.paused.length,
      renewed: former.refusals.length,
      lost: { ...former.lost, questions, zones, removals },
    };
  }

  /** Rows of one type. */
  private async insert(exported: readonly ExportedRow[]): Promise<void> {
    const [first] = exported;
    if (!first) return;
    const rows: Row[] = [];
    for (const each of exported) {
      const row = await this.arriving(each);
      if (row) rows.push(row);
    }
    const [names] = rows.map((row) => Object.keys(row).join(', '));
    if (names === undefined) return;
    await this.client
      .query(
        `insert into ${first.type} (${names}) select ${names} from jsonb_populate_recordset(null::${first.type}, $1)`,
        [JSON.stringify(rows)],
      )
      .catch((error: Error & { code?: string; constraint?: string }) => {
        // Classes 22 and 23: what stands in the rows. The message itself may quote it.
        if (!/^2[23]/.test(error.code ?? '')) throw error;
        const last = exported.at(-1)?.line;
        throw new ImportError(
          `lines ${first.line} to ${last}: the database does not take them (${error.constraint ?? error.code})`,
        );
      });
  }

  /** A row as it is stored here; null where it is not. */
  private async arriving({ line, type, row: exported }: ExportedRow): Promise<Row | null> {
    const isFound = FOUND_BY_HASH.includes(type);
    const kept = isFound ? this.found.former.renewed({ line, type, row: exported }) : exported;
    if (!kept) {
      this.dropped[type as keyof typeof this.dropped]++;
      return null;
    }
    const row: Row = { ...(type !== 'team' && { team_id: this.teamId }), ...this.sealed(type, kept) };
    if (type === 'schedule') return this.pausedSchedule(row);
    // Held like everything of an account: it goes on when its user lets all go on.
    const isHeld = type === 'series' && (row.status === 'active' || row.status === 'needs_decision');
    if (isHeld) return { ...row, status: 'paused', code: 'all_paused' };
    if (type === 'webhook') return { ...row, status: 'disabled', secret_sealed: this.newSecret() };
    if (type === 'consent_decision') return this.chained(row);
    return row;
  }

  private sealed(type: string, row: Row): Row {
    const { sealed = {} } = EXPORTED.find(({ name }) => name === type) ?? {};
    return Object.fromEntries(
      Object.entries(row).map(([field, value]) => {
        const purpose = sealed[`${field}_sealed`];
        if (!purpose) return [field, value];
        return [`${field}_sealed`, value === null ? null : toHex(this.encryption.seal(purpose, String(value)))];
      }),
    );
  }

  /** The old server may still have it: nothing goes out until its user says so here. */
  private pausedSchedule(row: Row): Row {
    if (!OPEN.includes(String(row.status))) return row;
    this.paused.push({ id: String(row.id), from: String(row.status) });
    return { ...row, status: 'paused', code: 'imported' };
  }

  /** In the form of Standard Webhooks, and told to nobody: its user makes another. */
  private newSecret(): string {
    return toHex(this.encryption.seal('webhook.secret', `whsec_${randomBytes(32).toString('base64')}`));
  }

  /** A decision as the next one of this server's chain; in its team's it stays where it is. */
  private async chained(row: Row): Promise<Row> {
    // From here to the end of the transaction all other decisions wait: they stand last in the file.
    this.instance ??= await this.instanceEnd();
    const { seq, hash } = this.instance;
    this.instance = { seq: seq + 1, hash: instanceLink(fromHex(String(row.team_hash)), hash) };
    this.end = { seq: row.team_seq, hash: row.team_hash };
    return {
      ...row,
      instance_seq: this.instance.seq,
      instance_hash: toHex(this.instance.hash),
      former_instance_hashes: [...(row.former_instance_hashes as string[]), row.instance_hash],
    };
  }

  private async instanceEnd(): Promise<{ seq: number; hash: Buffer }> {
    const { rows } = await this.client.query<{ seq: string; hash: Buffer }>(
      'select seq, hash from hold_consent_head($1)',
      [SERVER],
    );
    const [end] = rows;
    if (!end) throw new Error('the chain has no end');
    return { seq: Number(end.seq), hash: end.hash };
  }

  private async endChains(): Promise<void> {
    if (!this.instance || !this.end) return;
    await this.client.query('update consent_head set seq = $2, hash = $3 where team_id = $1', [
      SERVER,
      this.instance.seq,
      this.instance.hash,
    ]);
    await this.client.query('insert into consent_head (team_id, seq, hash) values ($1, $2, $3::text::bytea)', [
      this.teamId,
      this.end.seq,
      this.end.hash,
    ]);
  }

  /** Appends what a reader refused once more, so that it is found by a key of this server. */
  private async renew(row: Row): Promise<void> {
    await this.client.query(
      `insert into consent_decision
         (team_id, id, account_id, message_id, email_hash, decision, scope, assurance, notice_version)
       values ($1, $2, $3, $4, $5::text::bytea, 'refuse', $6, $7, $8)`,
      [
        this.teamId,
        uuidv7(),
        row.account_id,
        row.message_id,
        row.email_hash,
        row.scope,
        row.assurance,
        row.notice_version,
      ],
    );
  }

  /** Tells the schedules' history and the team's audit log. */
  private async tell(): Promise<void> {
    const { from, exportedAt } = this.found.header;
    await this.client.query(
      `insert into schedule_event (team_id, id, schedule_id, at, from_status, to_status, what, code)
       select $1, gen_random_uuid(), id, clock_timestamp(), "from", 'paused', 'paused', 'imported'
       from jsonb_to_recordset($2) as held (id uuid, "from" text)`,
      [this.teamId, JSON.stringify(this.paused)],
    );
    await this.client.query(
      `insert into audit (team_id, id, action, target_id, detail) values ($1, $2, 'team.imported', $1, $3)`,
      [this.teamId, uuidv7(), JSON.stringify({ from, exportedAt })],
    );
  }
}
