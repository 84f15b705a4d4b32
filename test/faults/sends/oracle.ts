import type { Schedule, ScheduleEvent } from '@openly/contracts';
import type { StoredMessage } from '../../../apps/sandbox/src/index.js';
import { kindOf } from './kinds.js';
import { type DrillMail, deliveryHeaders, isRenamed, writingOf } from './mails.js';

/** What became of one mail: what the mailbox holds against what the product shows. */
export interface Verdict {
  mail: DrillMail;
  /** As the product shows it; null: it shows nothing. */
  shown: Schedule | null;
  /** What stands in Sent. */
  found: StoredMessage[];
  /** Milliseconds from its time to send until the mailbox took it; null: it never did. */
  lateMs: number | null;
  /** No mail, and no reason shown. */
  lost: boolean;
  /** More than one mail. */
  doubled: boolean;
  /** In the mailbox before its time. */
  early: boolean;
  /** In the mailbox, but not shown as sent. */
  untold: boolean;
  /** What is not as its kind of fault asks; null: all is. */
  wrong: string | null;
  /** Gmail gave each of them an id and a `Message-ID` of its own. */
  renamed: boolean;
}

/** Where a mail stood before it was told to send now, for the kinds that must wait. */
export type Stands = Pick<Schedule, 'status' | 'code'> | null;

/** The mailbox has the word: `found` is what was there, `shown` only what the product says of it. */
export function judge(mail: DrillMail, shown: Schedule | null, found: StoredMessage[], waited: Stands): Verdict {
  const earliest = found.length === 0 ? null : Math.min(...found.map(({ internalDate }) => internalDate));
  const lateMs = earliest === null ? null : earliest - mail.sendAt;
  const hasReason = shown !== null && shown.status !== 'sent' && shown.code !== null;
  const { ends, interrupted, waits } = kindOf(mail.plan.kind);
  const complaints: string[] = [];
  const standsAt = (stands?: Stands) => shown?.status === stands?.status && shown?.code === stands?.code;
  if (!standsAt(ends) && !(mail.interrupted && standsAt(interrupted))) {
    complaints.push(`shown as ${standing(shown)} instead of ${standing(ends)}`);
  }
  if (found.length !== ends.mails) complaints.push(`${found.length} mails in Sent instead of ${ends.mails}`);
  for (const { html, raw } of found) {
    const writing = writingOf(html, mail.plan.number);
    if (ends.writing !== undefined && writing !== ends.writing) {
      complaints.push(`carries writing ${writing} instead of ${ends.writing}`);
    }
    const headers = deliveryHeaders(raw);
    if (ends.byOpenly === true && headers.length !== 1)
      complaints.push(`${headers.length} delivery headers instead of 1`);
    if (ends.byOpenly === false && headers.length !== 0) complaints.push('sent by Openly, not by hand');
    if (headers[0] && shown?.messageId && headers[0] !== shown.messageId) complaints.push('names another delivery');
  }
  if (waits && (waited?.status !== waits.status || waited.code !== waits.code)) {
    complaints.push(`stood at ${standing(waited)} instead of ${standing(waits)}`);
  }
  return {
    mail,
    shown,
    found,
    lateMs,
    lost: found.length === 0 && !hasReason,
    doubled: found.length > 1,
    early: lateMs !== null && lateMs < 0 && ends.byOpenly !== false,
    untold: found.length > 0 && shown?.status !== 'sent',
    wrong: complaints.length > 0 ? complaints.join('; ') : null,
    renamed: found.every((message) => isRenamed(message, mail)),
  };
}

export const standing = (stands: Stands): string =>
  stands === null ? 'nothing' : `${stands.status}${stands.code ? `/${stands.code}` : ''}`;

/** Everything known about one mail, a line an event, in seconds after its time to send. */
export function historyOf({ mail, wrong }: Verdict, events: readonly ScheduleEvent[]): string[] {
  const lines = [
    ...mail.history.map(({ at, what }) => ({ at, what })),
    ...events.map((event) => ({
      at: Date.parse(event.at),
      what: `Openly: ${event.from ?? 'new'} > ${event.to} (${event.what}${event.code ? `, ${event.code}` : ''})`,
    })),
  ].sort((one, other) => one.at - other.at);
  return [
    `mail ${mail.plan.number}, ${kindOf(mail.plan.kind).name}: ${wrong ?? ''}`,
    ...lines.map(({ at, what }) => `  ${((at - mail.sendAt) / 1000).toFixed(3).padStart(9)}  ${what}`),
  ];
}
