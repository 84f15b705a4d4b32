import { DateTime } from 'luxon';
import { type PhraseLanguageCode, understandPhrase } from './phrases.js';
import { isTimeZone, wallTimeOf } from './wall-time.js';

/** When a mail goes out: the instant, and how clocks in the sender's zone show it. */
export interface ResolvedTime {
  sendAt: Date;
  /** `yyyy-MM-ddTHH:mm` in `timeZone`. */
  wallTime: string;
  /** IANA. */
  timeZone: string;
}

export type TimeProblem = 'time_not_understood' | 'time_in_past' | 'time_too_far' | 'invalid_time_zone';

export type TimeResult = { time: ResolvedTime; problem?: undefined } | { problem: TimeProblem; time?: undefined };

/** One of `sendAt` (an ISO 8601 instant) and `when` (a phrase understood in `timeZone`). */
export interface TimeRequest {
  sendAt?: string;
  when?: string;
  timeZone: string;
  now: Date;
  language?: PhraseLanguageCode;
}

const YEARS_AHEAD = 5;

/** Turns what a person asked for into an instant, or says why it cannot be one. Never throws. */
export function resolveTime({ sendAt, when, timeZone, now, language }: TimeRequest): TimeResult {
  if (!isTimeZone(timeZone)) return { problem: 'invalid_time_zone' };
  const meant = sendAt !== undefined ? new Date(sendAt) : understandPhrase(when ?? '', timeZone, now, language);
  if (!meant || Number.isNaN(meant.getTime())) return { problem: 'time_not_understood' };
  if (meant.getTime() <= now.getTime()) return { problem: 'time_in_past' };
  if (meant > DateTime.fromJSDate(now, { zone: 'utc' }).plus({ years: YEARS_AHEAD }).toJSDate()) {
    return { problem: 'time_too_far' };
  }
  return { time: { sendAt: meant, wallTime: wallTimeOf(meant, timeZone), timeZone } };
}
