import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { Inject, Injectable } from '@nestjs/common';
import pg from 'pg';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { AuditService } from '../audit/audit.service.js';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { type DatabaseConnections, LONGEST_ANSWER_MS, startupOptions } from '../database/data-source.js';
import { CONNECTIONS, Database } from '../database/database.js';
import { DomainError } from '../errors.js';
import { Encryption } from '../secrets/encryption.js';
import { exportLines } from './export-lines.js';

/** Exports of one team that are begun in an hour; one after the other. */
const PER_HOUR = 6;
/** At once in one process: each has a connection and a snapshot of its own. */
const AT_ONCE = 2;
const BUSY_SECONDS = 60;
/** Milliseconds after which one is cut off: its snapshot keeps the database from tidying up. */
const LONGEST_MS = 30 * 60_000;

interface Owner {
  teamId: string;
  accountId: string;
}

/** What headers are written on. */
interface Reply {
  header(name: string, value: string): unknown;
}

/** Streams what a team has, to its owner. */
@Injectable()
export class ExportService {
  private readonly begun = new RateLimiterMemory({ points: PER_HOUR, duration: 3_600 });
  /** Teams. */
  private readonly running = new Set<string>();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CONNECTIONS) private readonly connections: DatabaseConnections,
    private readonly database: Database,
    private readonly encryption: Encryption,
    private readonly audit: AuditService,
  ) {}

  /**
   * All lines, of one moment. In the clear nothing stands in it that this owner may not see elsewhere: of colleagues'
   * mail nothing at all. Sealed for another server everything does, and the owner cannot read it.
   * @param target public key of that server; null: in the clear
   * @throws DomainError `export_target_unknown`; `rate_limited`, with `Retry-After` in whole seconds
   */
  async export(owner: Owner, target: string | null, reply: Reply): Promise<Readable> {
    // Who makes a key can open what is sealed for it: so it is the operator, who can read all of it anyway, who says
    // which servers these are.
    if (target !== null && !this.config.moveTo.includes(target)) throw new DomainError('export_target_unknown');
    await this.admit(owner, reply);
    const { teamId, accountId } = owner;
    const client = new pg.Client({
      connectionString: this.connections.appUrl,
      application_name: 'openly-export',
      options: startupOptions(this.connections),
      keepAlive: true,
      query_timeout: LONGEST_ANSWER_MS,
    });
    // The database lets go of one from whom nobody takes anything for half a minute.
    let clear: Readable | null = null;
    client.on('error', (error) => clear?.destroy(error));
    try {
      await this.database.inTeam(teamId, (manager) =>
        this.audit.record(manager, { teamId, accountId, action: 'team.exported', detail: { for: target } }),
      );
      clear = await this.begin(client, owner, target !== null);
      this.endWith(clear, client, teamId);
      return target === null ? clear : await sealed(clear, target);
    } catch (error) {
      if (clear) clear.destroy();
      else await this.release(client, teamId);
      throw error;
    }
  }

  /** Counts it and has it run. @throws DomainError `rate_limited` */
  private async admit({ teamId }: Owner, reply: Reply): Promise<void> {
    const { consumedPoints, msBeforeNext } = await this.begun
      .consume(teamId)
      .catch((refusal: RateLimiterRes) => refusal);
    const isTooMuch = consumedPoints > PER_HOUR;
    if (!isTooMuch && !this.running.has(teamId) && this.running.size < AT_ONCE) {
      this.running.add(teamId);
      return;
    }
    reply.header('retry-after', String(isTooMuch ? Math.ceil(msBeforeNext / 1_000) : BUSY_SECONDS));
    throw new DomainError('rate_limited');
  }

  /** The lines, of the moment of this call; the database is read on as they are taken. */
  private async begin(client: pg.Client, { teamId, accountId }: Owner, isSealed: boolean): Promise<Readable> {
    await client.connect();
    await client.query('begin isolation level repeatable read, read only');
    await client.query(`select set_config('openly.team_id', $1, true), set_config('timezone', 'UTC', true)`, [teamId]);
    const { config, encryption } = this;
    const lines = exportLines(client, { teamId, accountId, isSealed, config, encryption });
    return Readable.from(lines, { objectMode: false });
  }

  /** Lets go of the connection when they end, nobody wants them any more, or it has taken too long. */
  private endWith(lines: Readable, client: pg.Client, teamId: string): void {
    const tooLong = setTimeout(() => lines.destroy(new Error('an export took too long')), LONGEST_MS);
    tooLong.unref();
    // Not in the generator itself: one that was never read from has no end to run.
    lines.once('close', () => {
      clearTimeout(tooLong);
      void this.release(client, teamId);
    });
  }

  private async release(client: pg.Client, teamId: string): Promise<void> {
    this.running.delete(teamId);
    await client.end().catch(() => undefined);
  }
}

async function sealed(clear: Readable, target: string): Promise<Readable> {
  // Seldom used, and several megabytes.
  const { Encrypter } = await import('age-encryption');
  const encrypter = new Encrypter();
  encrypter.addRecipient(target);
  const stream = await encrypter.encrypt(Readable.toWeb(clear) as globalThis.ReadableStream<Uint8Array>);
  return Readable.fromWeb(stream as ReadableStream<Uint8Array>);
}
