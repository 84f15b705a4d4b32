import { Injectable } from '@nestjs/common';
import type { Confirmation } from '@openly/contracts';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import { prepared } from '../database/prepared.js';
import { LiveService } from '../live/live.service.js';

/** A message by its key. */
export interface MessageRef {
  teamId: string;
  messageId: string;
}

const REASONS: Readonly<Record<Confirmation['by'], string>> = {
  click: 'Somebody followed a link in this mail.',
  decision: "Somebody made a decision on this mail's page for readers.",
  reply: 'Somebody replied to this mail.',
};

/** The columns of a message as a confirmation in words; null while nothing shows that a person has read it. */
export function confirmationOf(by: Confirmation['by'] | null, at: Date | null): Confirmation | null {
  return by === null || at === null ? null : { by, at: at.toISOString(), reason: REASONS[by] };
}

/** What shows that a person has read a mail: a reply, a decision on the reader's page, or a link followed. */
@Injectable()
export class Confirmations {
  constructor(
    private readonly database: Database,
    private readonly live: LiveService,
  ) {}

  /** Somebody has answered this mail: written down, and told to its sender's open pages. */
  async reply({ teamId, messageId }: MessageRef): Promise<void> {
    await this.database.inTeam(teamId, async (manager) => {
      const confirmed = await confirm(manager, { teamId, messageId }, 'reply');
      if (!confirmed) return;
      const { account_id: accountId, gmail_thread_id: gmailThreadId } = confirmed;
      await this.live.append(manager, {
        teamId,
        accountId,
        type: 'reply.recorded',
        data: { messageId, gmailThreadId },
      });
    });
  }

  /** Somebody has decided on this mail's page, in the transaction that keeps the decision. */
  async decision(manager: EntityManager, mail: MessageRef): Promise<void> {
    await confirm(manager, mail, 'decision');
  }
}

/**
 * A person has read this mail. The first reply or decision stays; a click, which may still turn out to be a machine's,
 * gives way to it. Of a mail that only asks nothing is recorded.
 * @returns null where nothing changed
 */
async function confirm(
  manager: EntityManager,
  { teamId, messageId }: MessageRef,
  by: Exclude<Confirmation['by'], 'click'>,
): Promise<{ account_id: string; gmail_thread_id: string | null } | null> {
  const [[confirmed]]: [{ account_id: string; gmail_thread_id: string | null }[], number] = await manager.query(
    `update message set confirmed_by = $3, confirmed_at = now()
     where team_id = $1 and id = $2 and not asks and state <> 'discarded' and (confirmed_by is null or confirmed_by = 'click')
     returning account_id, gmail_thread_id`,
    [teamId, messageId, by],
  );
  return confirmed ?? null;
}

/**
 * Brings these messages in line with their clicks: confirmed by the first that a person made, and not any more where
 * that one turned out to be a machine's or the sender's. To be called under the messages' locks, once a batch.
 */
export async function confirmByClicks(manager: EntityManager, messages: readonly MessageRef[]): Promise<void> {
  if (messages.length === 0) return;
  await prepared(
    manager,
    'confirm-by-clicks',
    `update message m set confirmed_at = first.at, confirmed_by = case when first.at is not null then 'click' end
     from (select distinct * from unnest($1::uuid[], $2::uuid[])) as wanted (team_id, id)
     cross join lateral (
       select min(clicked_at) as at from click
       where click.team_id = wanted.team_id and click.message_id = wanted.id
         and confidence = 'confirmed' and kind not in ('self', 'duplicate')
     ) first
     where m.team_id = wanted.team_id and m.id = wanted.id and first.at is distinct from m.confirmed_at
       and (m.confirmed_by is null or (m.confirmed_by = 'click' and exists (
         -- Where it was deleted for its age it stays what it was.
         select from click where click.team_id = m.team_id and click.message_id = m.id and clicked_at = m.confirmed_at)))`,
    [messages.map(({ teamId }) => teamId), messages.map(({ messageId }) => messageId)],
  );
}
