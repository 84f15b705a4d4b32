const FIRST_MS = 5_000;
const LONGEST_MS = 15 * 60_000;

/**
 * How long to wait before the next attempt, in milliseconds: twice as long each time, up to a quarter of an hour, and
 * between half and all of that, so that many schedules do not come back at one moment. What Gmail asks for is kept to.
 * @param attempts how many were made, from 1
 * @param random from 0 to 1
 */
export function backOff(attempts: number, random: number, askedForMs = 0): number {
  const longest = Math.min(FIRST_MS * 2 ** Math.min(attempts - 1, 20), LONGEST_MS);
  return Math.round(Math.max(longest * (0.5 + random / 2), askedForMs));
}
