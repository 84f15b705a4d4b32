import { DateTime } from 'luxon';
import type { WallClock } from './wall-time.js';

/** Times that go by a name, in words of the product; each is a time on the clock of a zone. */
export const presets = ['tomorrow_morning', 'tomorrow_afternoon', 'monday_morning'] as const;
export type Preset = (typeof presets)[number];

const MORNING_HOUR = 8;
const AFTERNOON_HOUR = 13;

/** What a preset means now in `timeZone`. Monday is the next one; on a Monday that of next week. */
export function presetClock(preset: Preset, now: Date, timeZone: string): WallClock {
  const today = DateTime.fromJSDate(now, { zone: timeZone });
  const days = preset === 'monday_morning' ? 8 - today.weekday : 1;
  // At noon, where no daylight saving begins or ends, adding days cannot land on another day.
  const { year, month, day } = today.set({ hour: 12 }).plus({ days });
  return { year, month, day, hour: preset === 'tomorrow_afternoon' ? AFTERNOON_HOUR : MORNING_HOUR, minute: 0 };
}
