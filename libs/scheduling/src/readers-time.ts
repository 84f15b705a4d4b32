import type { Language } from '@openly/contracts';
import { meaningOf } from './resolve-time.js';
import { type ResolvedTime, type TimeProblem, withinReach } from './resolved-time.js';
import { isTimeZone } from './wall-time.js';

/** The time, and the reader on whose clock it is; `reader` null: the sender's clock, or an instant. */
export type ReadersTimeResult =
  | { time: ResolvedTime; reader: string | null; problem?: undefined }
  | { problem: TimeProblem; time?: undefined; reader?: undefined };

/**
 * A time meant on the readers' clocks: of all their instants the latest, so that nobody has the mail before it. A reader
 * whose zone is not known counts as in the sender's, and so does a mail without readers. Of equal instants the sender's
 * clock comes first, then the readers in their order. A phrase that names an instant ("in 2 hours") is that instant.
 * @param senderZone IANA
 */
export function resolveForReaders({
  when,
  senderZone,
  readers,
  now,
  language,
}: {
  when: string;
  senderZone: string;
  readers: readonly { email: string; timeZone: string | null }[];
  now: Date;
  language?: Language;
}): ReadersTimeResult {
  const known = readers.flatMap(({ email, timeZone }) => (timeZone === null ? [] : [{ email, timeZone }]));
  if (![senderZone, ...known.map(({ timeZone }) => timeZone)].every(isTimeZone))
    return { problem: 'invalid_time_zone' };
  const onSenders = meaningOf(when, senderZone, now, language);
  if (typeof onSenders !== 'string' && onSenders?.fixed === 'instant') return reached(onSenders, null, now);

  const clocks: { reader: string | null; meant: typeof onSenders }[] = known.map(({ email, timeZone }) => ({
    reader: email,
    meant: meaningOf(when, timeZone, now, language),
  }));
  if (known.length < readers.length || readers.length === 0) clocks.unshift({ reader: null, meant: onSenders });
  let latest: { reader: string | null; meant: ResolvedTime } | undefined;
  for (const { reader, meant } of clocks) {
    if (!meant) return { problem: 'time_not_understood' };
    if (typeof meant === 'string') return { problem: meant };
    if (!latest || meant.sendAt > latest.meant.sendAt) latest = { reader, meant };
  }
  return latest ? reached(latest.meant, latest.reader, now) : { problem: 'time_not_understood' };
}

function reached(meant: ResolvedTime, reader: string | null, now: Date): ReadersTimeResult {
  const result = withinReach(meant, now);
  return result.time ? { time: result.time, reader } : result;
}
