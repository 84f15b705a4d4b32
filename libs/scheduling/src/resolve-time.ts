import type { Language } from '@openly/contracts';
import { DateTime } from 'luxon';
import { type PhraseProblem, understandPhrase } from './phrases.js';
import { presetClock, presets } from './presets.js';
import { atInstant, onClock, type ResolvedTime, type TimeResult, withinReach } from './resolved-time.js';
import { instantOf, isTimeZone, wallClockOf } from './wall-time.js';

export type { ResolvedTime, TimeProblem, TimeResult } from './resolved-time.js';

/** One of `sendAt` and `when`. */
export interface TimeRequest {
  /** An ISO 8601 instant, with `Z` or an offset. */
  sendAt?: string;
  /** A preset by its name, an ISO 8601 instant or time on the clock (`2026-11-23T08:00`), or a phrase. */
  when?: string;
  /** IANA; whose clock the time is on. */
  timeZone: string;
  now: Date;
  /** Of a phrase; see `understandPhrase`. */
  language?: Language;
}

/** Turns what a person asked for into an instant, or says why it cannot be one. Never throws. */
export function resolveTime({ sendAt, when, timeZone, now, language }: TimeRequest): TimeResult {
  if (!isTimeZone(timeZone)) return { problem: 'invalid_time_zone' };
  const meant = sendAt === undefined ? meaningOf(when ?? '', timeZone, now, language) : isoInstant(sendAt, timeZone);
  if (!meant) return { problem: 'time_not_understood' };
  return typeof meant === 'string' ? { problem: meant } : withinReach(meant, now);
}

/** What `when` means on the clock of `timeZone`, be it in the past or far away; null or a problem where it is nothing. */
export function meaningOf(
  when: string,
  timeZone: string,
  now: Date,
  language?: Language,
): ResolvedTime | PhraseProblem | null {
  const asked = when.trim();
  const preset = presets.find((name) => name === asked);
  if (preset) return onClock(presetClock(preset, now, timeZone), timeZone);
  const instant = isoInstant(asked, timeZone);
  if (instant) return instant;
  if (/^\d{4}-\d\d-\d\dT/i.test(asked)) {
    // A mail is due to the minute: a time on the clock has no second but the first.
    const clock = wallClockOf(asked.replace(/(?<=T\d\d:\d\d):00(?:\.0+)?$/i, '').toUpperCase());
    return clock && onClock(clock, timeZone);
  }
  const meaning = understandPhrase(asked, timeZone, now, language);
  if (typeof meaning === 'string') return meaning;
  return meaning.wall ? onClock(meaning.wall, timeZone) : atInstant(meaning.instant, timeZone);
}

function isoInstant(written: string, timeZone: string): ResolvedTime | null {
  if (!/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d\S*(?:Z|[+-]\d\d:?\d\d)$/i.test(written)) return null;
  const read = DateTime.fromISO(written.replace(' ', 'T').toUpperCase(), { zone: 'utc' });
  return read.isValid ? atInstant(read.toJSDate(), timeZone) : null;
}

/**
 * The instant at which clocks in `timeZone` show this time, worked out anew: for a time on the clock whose zone has got
 * other rules since.
 * @param wallTime `yyyy-MM-ddTHH:mm`
 * @returns null when there is no such day or zone
 */
export function resolveAgain(wallTime: string, timeZone: string): Date | null {
  const clock = wallClockOf(wallTime);
  return clock && isTimeZone(timeZone) ? (instantOf(clock, timeZone)?.toJSDate() ?? null) : null;
}
