import { DateTime } from 'luxon';
import { RRuleTemporal } from 'rrule-temporal';
import { type RuleParts, ruleParts } from './rule-parts.js';
import { instantOf, wallClockOf, wallTimeOf } from './wall-time.js';

/** One time of a series. */
export interface Occurrence {
  /** `yyyy-MM-dd` as the rule has it; what a skipped date is compared with. */
  date: string;
  /** `yyyy-MM-ddTHH:mm` as clocks in the zone show it: 03:30 where they are put forward past 02:30. */
  wallTime: string;
  sendAt: Date;
}

/** Periods the library looks through before it gives up: a leap day on a given month's day lies within them. */
const MAX_PERIODS = 5_000;
const MAX_CANDIDATES = 50_000;
/** A leap day falls on a given weekday once in so many years; what begins later than that is no series of mails. */
const YEARS_TO_BEGIN = 40;
const DAY_MS = 86_400_000;
/** No clock on earth is further from UTC. */
const WIDEST_OFFSET_MS = 14 * 3_600_000;

/**
 * Whether a series can repeat by this rule: one of RFC 5545 (section 3.3.10) without its name, by days or longer, that
 * happens at least once within 40 years. Its work is bounded, whatever the rule.
 * @param start the first time on the clock, `yyyy-MM-ddTHH:mm`; it is an occurrence only if the rule says so
 */
export function checkRule(rule: string, start: string): 'invalid_rule' | null {
  const parts = ruleParts(rule);
  if (!parts || !wallClockOf(start)) return 'invalid_rule';
  const first = wallTimesFrom(parts, start, `${start}:00`).next().value;
  if (!first || Number(first.slice(0, 4)) - Number(start.slice(0, 4)) > YEARS_TO_BEGIN) return 'invalid_rule';
  const { until } = parts;
  // Without the zone it is only known that the rule ends before the first time shows on any clock.
  if (until?.instant && asUtc(first) - WIDEST_OFFSET_MS > until.instant.getTime()) return 'invalid_rule';
  return null;
}

/**
 * The next `count` times of a series strictly after the instant `after`, fewer where it ends. The rule is worked out on
 * the clock and each time turned into an instant by itself, so that daylight saving never moves the hour. Skipped dates
 * count towards COUNT, as EXDATE does; an UNTIL that is a day includes it, on the calendar of `timeZone`.
 * @param start the first time on the clock, `yyyy-MM-ddTHH:mm`
 * @param skip dates of occurrences left out, `yyyy-MM-dd`
 * @returns none for a rule that `checkRule` refuses
 */
export function occurrencesAfter({
  rule,
  start,
  timeZone,
  skip,
  after,
  count,
}: {
  rule: string;
  start: string;
  timeZone: string;
  skip: readonly string[];
  after: Date;
  count: number;
}): Occurrence[] {
  const parts = ruleParts(rule);
  if (!parts || !wallClockOf(start)) return [];
  const skipped = new Set(skip);
  const found: Occurrence[] = [];
  // From a day before, because a time that was moved past a gap shows later than the rule has it.
  const from = wallTimeOf(new Date(after.getTime() - DAY_MS), timeZone);
  for (const wall of wallTimesFrom(parts, start, from)) {
    if (found.length >= count) break;
    const clock = wallClockOf(wall);
    const sendAt = clock && instantOf(clock, timeZone)?.toJSDate();
    if (!sendAt || (parts.until?.instant && sendAt > parts.until.instant)) break;
    const date = wall.slice(0, 10);
    if (sendAt > after && !skipped.has(date)) found.push({ date, wallTime: wallTimeOf(sendAt, timeZone), sendAt });
  }
  return found;
}

/** The rule's times on the clock from `from` on, `yyyy-MM-ddTHH:mm`, up to an end that is told on the clock. */
function* wallTimesFrom({ endless, until }: RuleParts, start: string, from: string): Generator<string> {
  try {
    // A clock without daylight saving: UTC here stands for wherever the sender is.
    const rule = new RRuleTemporal({
      rruleString: `DTSTART:${start.replace(/[-:]/g, '')}00Z\nRRULE:${endless}`,
      maxIterations: MAX_PERIODS,
      maxCandidateEvaluations: MAX_CANDIDATES,
    });
    let next = rule.next(new Date(Math.max(asUtc(from), asUtc(start))), true);
    while (next) {
      const wall = next.toString().slice(0, 19);
      if (until?.wall && wall > until.wall) return;
      yield wall.slice(0, 16);
      next = rule.next(new Date(next.epochMilliseconds));
    }
  } catch {
    // The library throws where it has looked far enough or has come to the end of time: there are no more.
  }
}

const asUtc = (wall: string) => DateTime.fromISO(wall, { zone: 'utc' }).toMillis();
