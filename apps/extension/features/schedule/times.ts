/** How times are said to the user. What they mean is for `@openly/scheduling`, in the background worker. */

/** `Mon 23 Nov, 08:00`, with the year when it is not this one. */
export function spokenTime(instant: number, zone: string, now: number): string {
  const sameYear = part(instant, zone, 'year') === part(now, zone, 'year');
  const day = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: sameYear ? undefined : 'numeric',
  })
    .format(instant)
    .replace(/^(\w+),/, '$1');
  const clock = { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return `${day}, ${new Intl.DateTimeFormat('en-GB', clock).format(instant)}`;
}

/** `Europe/Amsterdam (GMT+1)`: the zone and what it is worth at an instant. */
export function spokenZone(zone: string, instant: number): string {
  const offset = part(instant, zone, 'timeZoneName', { timeZoneName: 'shortOffset' });
  return `${zone.replace(/_/g, ' ')}${offset ? ` (${offset})` : ''}`;
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

/** The instant such a field stands for, or null while it is incomplete. */
export function fieldInstant(value: string): number | null {
  const instant = /^\d{4,6}-\d\d-\d\dT\d\d:\d\d/.test(value) ? new Date(value).getTime() : Number.NaN;
  return Number.isNaN(instant) ? null : instant;
}
