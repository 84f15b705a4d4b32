import { Injectable } from '@nestjs/common';
import type { AuditAction, AuditEntry } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Database } from '../database/database.js';

/** An act as whoever did it tells it. */
export interface Act {
  teamId: string;
  /** Who did it; null for a reader, or for the server itself. */
  accountId: string | null;
  action: AuditAction;
  targetId?: string;
  /** Names, numbers and settings; never an address, a subject or a text of anybody. */
  detail?: Record<string, unknown>;
}

interface AuditRow {
  id: string;
  at: Date;
  account_id: string | null;
  action: AuditAction;
  target_id: string | null;
  detail: Record<string, unknown>;
}

/** What was done to a team and in its name. Entries are added and, after the team's days, deleted; never changed. */
@Injectable()
export class AuditService {
  constructor(private readonly database: Database) {}

  /** Records an act in the transaction that does it, of team or of system scope: there is never one without the other. */
  async record(manager: EntityManager, { teamId, accountId, action, targetId, detail = {} }: Act): Promise<void> {
    await manager.query(
      `insert into audit (team_id, id, at, account_id, action, target_id, detail)
       values ($1, $2, clock_timestamp(), $3, $4, $5, $6)`,
      [teamId, uuidv7(), accountId, action, targetId ?? null, JSON.stringify(detail)],
    );
  }

  /** The newest first. `before` is the last one of the page before. */
  async list(
    teamId: string,
    limit: number,
    before: { at: string; id: string } | null,
  ): Promise<{ items: AuditEntry[]; next: { at: string; id: string } | null }> {
    const rows = await this.database.inTeam(
      teamId,
      (manager): Promise<AuditRow[]> =>
        manager.query(
          `select id, at, account_id, action, target_id, detail from audit
           where team_id = $1 and ($2::timestamptz is null or (at, id) < ($2, $3::uuid))
           order by at desc, id desc limit $4`,
          [teamId, before?.at ?? null, before?.id ?? null, limit + 1],
        ),
    );
    const items = rows.slice(0, limit).map(toEntry);
    const last = items.at(-1);
    return { items, next: rows.length > limit && last ? { at: last.at, id: last.id } : null };
  }
}

const toEntry = ({ id, at, account_id, action, target_id, detail }: AuditRow): AuditEntry => ({
  id,
  at: at.toISOString(),
  accountId: account_id,
  action,
  targetId: target_id,
  detail,
});
