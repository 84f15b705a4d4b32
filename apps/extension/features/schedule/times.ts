/** How times are said to the user. What they mean is for `@openly/scheduling`, in the background worker. */

export const browserZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** `Mon 23 Nov, 08:00`, with the year when it is not this one. */
export function spokenTime(instant: number, zone: string, now: number): string {
  return `${spokenDay(instant, zone, now)}, ${spokenClock(instant, zone)}`;
}

/** `Mon 23 Nov`, with the year when it is not this one. */
export function spokenDay(instant: number, zone: string, now: number): string {
  const sameYear = part(instant, zone, 'year') === part(now, zone, 'year');
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: sameYear ? undefined : 'numeric',
  })
    .format(instant)
    .replace(/^(\w+),/, '$1');
}

/** `08:00` */
export function spokenClock(instant: number, zone: string): string {
  const clock = { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return new Intl.DateTimeFormat('en-GB', clock).format(instant);
}

/** The time alone where that is on the day of `beside`, else with its day. */
export function spokenTimeBeside(instant: number, zone: string, beside: { instant: number; zone: string }): string {
  const now = beside.instant;
  const sameDay = spokenDay(instant, zone, now) === spokenDay(beside.instant, beside.zone, now);
  return sameDay ? spokenClock(instant, zone) : spokenTime(instant, zone, now);
}

/** `Europe/Amsterdam (GMT+1)`: the zone and what it is worth at an instant. */
export function spokenZone(zone: string, instant: number): string {
  if (zone === 'UTC') return zone;
  const offset = part(instant, zone, 'timeZoneName', { timeZoneName: 'shortOffset' });
  // A minus sign: a line is never broken after it, as it is after a hyphen.
  return `${zone.replace(/_/g, ' ')}${offset ? ` (${offset.replace('-', '−')})` : ''}`;
}

/** `1 h 5 min` of seconds, by the minute; `2 days 3 h` beyond a day. */
export function spokenDuration(seconds: number): string {
  const minutes = Math.max(1, Math.round(seconds / 60));
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  const said = [
    days > 0 ? `${days} ${days === 1 ? 'day' : 'days'}` : '',
    hours > 0 ? `${hours} h` : '',
    rest > 0 && days === 0 ? `${rest} min` : '',
  ];
  return said.filter(Boolean).join(' ');
}

function part(instant: number, zone: string, type: string, options: Intl.DateTimeFormatOptions = { year: 'numeric' }) {
  const parts = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone }).formatToParts(instant);
  return parts.find((found) => found.type === type)?.value;
}

/** Value of a `datetime-local` field, which shows the browser's own zone: `2026-11-23T08:00`. */
export function fieldValue(instant: number): string {
  const at = new Date(instant);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
