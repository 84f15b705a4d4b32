/** RFC 5545 weekdays by ISO number less one: Monday first. */
const weekdayCodes = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const weekdayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const ordinals: Readonly<Record<string, string>> = {
  '1': 'first',
  '2': 'second',
  '3': 'third',
  '4': 'fourth',
  '-1': 'last',
};

const WEEKDAYS = 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR';

/** The rule of every Monday to Friday. */
export function weekdays(): string {
  return WEEKDAYS;
}

/**
 * The rule of every week on the weekday of `wall`.
 * @param wall a time on the clock, `yyyy-MM-ddTHH:mm`, or its date alone
 */
export function weekly(wall: string): string {
  return `FREQ=WEEKLY;BYDAY=${weekdayCodes[weekdayOf(wall)]}`;
}

/**
 * The rule of every month on the same weekday of the month as `wall`: its second Tuesday. A fifth one is taken for the
 * last, because few months have five.
 * @param wall a time on the clock, `yyyy-MM-ddTHH:mm`, or its date alone
 */
export function monthlyOnNthWeekday(wall: string): string {
  const nth = Math.ceil(Number(wall.slice(8, 10)) / 7);
  return `FREQ=MONTHLY;BYDAY=${nth > 4 ? -1 : nth}${weekdayCodes[weekdayOf(wall)]}`;
}

const weekdayOf = (wall: string) => (new Date(`${wall.slice(0, 10)}T00:00Z`).getUTCDay() + 6) % 7;

/**
 * A rule of the kinds above in English, with its end: "monthly on the second Tuesday, 6 times", "every weekday until 24
 * Dec 2026". Any other rule is given back as it stands.
 */
export function sayRule(rule: string): string {
  const parts = rule.split(';');
  const ends = parts.map(sayEnd);
  const repeats = sayRepeat(parts.filter((_, place) => ends[place] === null).join(';'));
  const said = ends.filter((end) => end !== null);
  return repeats === null || said.length > 1 ? rule : repeats + said.join('');
}

function sayRepeat(rule: string): string | null {
  if (rule === WEEKDAYS) return 'every weekday';
  const [, frequency, nth = '', code = ''] = /^FREQ=(WEEKLY|MONTHLY);BYDAY=(-1|[1-4])?([A-Z]{2})$/.exec(rule) ?? [];
  const weekday = weekdayNames[weekdayCodes.indexOf(code)];
  if (!weekday || (frequency === 'WEEKLY') !== (nth === '')) return null;
  return nth === '' ? `every ${weekday}` : `monthly on the ${ordinals[nth]} ${weekday}`;
}

function sayEnd(part: string): string | null {
  const [, count] = /^COUNT=(\d+)$/.exec(part) ?? [];
  if (count) return Number(count) === 1 ? ', once' : `, ${Number(count)} times`;
  const [, year, month, day] = /^UNTIL=(\d{4})(\d\d)(\d\d)/.exec(part) ?? [];
  const name = monthNames[Number(month) - 1];
  return name ? ` until ${Number(day)} ${name} ${year}` : null;
}
