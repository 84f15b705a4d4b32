import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import { type DatabaseConnections, LONGEST_ANSWER_MS, startupOptions } from './data-source.js';

/** Injection token of the `DatabaseConnections`. */
export const CONNECTIONS = Symbol('CONNECTIONS');

/**
 * The two ways to the data. `inTeam` is a request's: row-level security shows it one team. `asSystem` is the
 * server's own: capture, enrichment, sweepers, sign-in.
 */
@Injectable()
export class Database implements OnApplicationShutdown {
  /**
   * For single statements of the server's own on the hottest paths: every connection starts in system scope, so
   * that one statement is one round trip.
   */
  readonly systemPool: pg.Pool;

  constructor(
    private readonly source: DataSource,
    @Inject(CONNECTIONS) connections: DatabaseConnections,
  ) {
    this.systemPool = new pg.Pool({
      connectionString: connections.appUrl,
      application_name: 'openly-system',
      options: startupOptions(connections, ['-c openly.scope=system']),
      max: 6,
      keepAlive: true,
      query_timeout: LONGEST_ANSWER_MS,
      connectionTimeoutMillis: 5_000,
    });
    // A lost idle connection is replaced at the next query; unheard, the event would end the process.
    this.systemPool.on('error', () => undefined);
  }

  /** Runs one transaction that sees the rows of this team alone. */
  inTeam<T>(teamId: string, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.source.transaction(async (manager) => {
      await manager.query(`select set_config('openly.team_id', $1, true)`, [teamId]);
      return work(manager);
    });
  }

  /**
   * Runs one transaction that sees every team's rows. Never on behalf of a request's caller.
   * @param settings further ones of PostgreSQL's, for this transaction
   */
  asSystem<T>(
    work: (manager: EntityManager) => Promise<T>,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<T> {
    const given = Object.entries({ 'openly.scope': 'system', ...settings }).flat();
    const set = given.flatMap((_, at) => (at % 2 === 0 ? [`set_config($${at + 1}, $${at + 2}, true)`] : []));
    return this.source.transaction(async (manager) => {
      await manager.query(`select ${set.join(', ')}`, given);
      return work(manager);
    });
  }

  /** One statement in system scope; rows as PostgreSQL returns them. */
  async systemQuery<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.systemPool.query<Row>(text, values)).rows;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.systemPool.end();
  }
}
