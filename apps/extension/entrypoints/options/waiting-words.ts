import type { Problem, WaitingMail } from '@openly/contracts';

/** `1 mail`, `3 mails`. */
const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

/**
 * What becomes of a member's waiting mail, a sentence each.
 * @param taker the address of who takes it over; null: it is cancelled
 * @param from the member's own address
 */
export function becomesOf(waiting: WaitingMail, from: string, taker: string | null): string[] {
  const { mails, series, asking, beingSent } = waiting;
  const all = mails + asking + beingSent;
  if (all + series === 0) return ['Nothing of theirs waits.'];
  if (taker === null) {
    const stopped = [
      ...(all > 0 ? [counted(all, 'mail', 'mails')] : []),
      ...(series > 0 ? [counted(series, 'repeat', 'repeats')] : []),
    ].join(' and ');
    return [`${stopped} will be stopped.`];
  }
  return [
    ...(mails > 0 ? [`${counted(mails, 'mail goes', 'mails go')} out from ${taker} at the same time.`] : []),
    ...(series > 0 ? [`${counted(series, 'repeat goes', 'repeats go')} on from there.`] : []),
    ...(asking > 0
      ? [
          `${counted(asking, 'mail asks', 'mails ask')} ${taker} before anything is sent: whether to send depends on answers in the mailbox of ${from}, or ${from} has not decided yet.`,
        ]
      : []),
    ...(beingSent > 0
      ? [`${counted(beingSent, 'mail is', 'mails are')} just being sent. Until that is settled nobody is removed.`]
      : []),
  ];
}

/** Why mail could not be handed over, a line for each reason; the mails themselves are their sender's to know. */
export function stayingWords(errors: NonNullable<Problem['errors']>): string[] {
  const counts = new Map<string, { mails: number; series: number }>();
  for (const { path, message } of errors) {
    const count = counts.get(message) ?? { mails: 0, series: 0 };
    count[path.startsWith('series.') ? 'series' : 'mails'] += 1;
    counts.set(message, count);
  }
  return [...counts].map(([message, { mails, series }]) => {
    const which = [
      ...(mails > 0 ? [counted(mails, 'mail', 'mails')] : []),
      ...(series > 0 ? [counted(series, 'repeat', 'repeats')] : []),
    ];
    return `${which.join(' and ')}: ${message}`;
  });
}
