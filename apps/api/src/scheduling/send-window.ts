import type { SendWindow } from '@openly/contracts';
import { nextInWindow, wallTimeOf } from '@openly/scheduling';
import type { EntityManager } from 'typeorm';
import { DomainError } from '../errors.js';
import type { Waiting } from './outcome.js';

/** An instant, and whose clock it is meant on (IANA). */
interface TimeOnClock {
  sendAt: Date;
  timeZone: string;
}

/** @throws DomainError `outside_send_window` with the next time that the team allows */
export async function refuseOutsideWindow(manager: EntityManager, teamId: string, time: TimeOnClock): Promise<void> {
  const next = await nextAllowed(manager, teamId, time);
  if (next.getTime() === time.sendAt.getTime()) return;
  const { timeZone } = time;
  throw new DomainError('outside_send_window', undefined, undefined, {
    sendAt: next.toISOString(),
    wallTime: wallTimeOf(next, timeZone),
    timeZone,
  });
}

/** The first instant from this one on that the team's policy of now allows; itself where it is one. */
export async function nextAllowed(
  manager: EntityManager,
  teamId: string,
  { sendAt, timeZone }: TimeOnClock,
): Promise<Date> {
  const [team]: { send_window: SendWindow | null }[] = await manager.query(
    'select send_window from team where id = $1',
    [teamId],
  );
  return nextInWindow(sendAt, timeZone, team?.send_window ?? null);
}

/**
 * What becomes of a mail whose turn has come while its team's window is closed: it waits for that, is not late
 * meanwhile, and its sender is told. Null where the window is open.
 */
export function waitForWindow(schedule: {
  send_window: SendWindow | null;
  time_zone: string;
  claimed_at: Date;
}): Waiting | null {
  const opens = nextInWindow(schedule.claimed_at, schedule.time_zone, schedule.send_window);
  const waitMs = opens.getTime() - schedule.claimed_at.getTime();
  return waitMs === 0
    ? null
    : { kind: 'wait', code: 'send_window', unclear: false, retryAfterMs: waitMs, notLate: true };
}
