import { median } from '../../bench/statistics.js';
import type { Stage } from './stage.js';

const ROUNDS = 300;
const WARM_UP = 50;
/** Of the last mails, taken back before anything comes in. */
export const WITHDRAWN_MAILS = ROUNDS;

/** Median times of one answer, in milliseconds, in alternation and with nothing else going on. */
export interface Times {
  valid: number;
  withdrawn: number;
  forged: number;
}

/** Takes the last mails back, adds them to the forgotten, and asks in turns for valid, withdrawn and forged images. */
export async function compareTimes({ database, mails, load }: Stage, forgotten: Set<number>): Promise<Times> {
  const withdrawn = Array.from({ length: WITHDRAWN_MAILS }, (_, nth) => mails.ids.length - 1 - nth);
  await database.query('update message set withdrawn_at = now() where id = any($1)', [
    withdrawn.map((mail) => mails.ids[mail]),
  ]);
  const times = { valid: [] as number[], withdrawn: [] as number[], forged: [] as number[] };
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const mail = withdrawn[Math.max(round, 0)] as number;
    const [valid, refused, forged] = [
      await load.ask(),
      await load.askFor(mails.pixelOf(mail)),
      await load.askFor(mails.forgedPixelOf(mail)),
    ];
    forgotten.add(mail);
    if (round < 0) continue;
    times.valid.push(valid.ms);
    times.withdrawn.push(refused.ms);
    times.forged.push(forged.ms);
  }
  return { valid: median(times.valid), withdrawn: median(times.withdrawn), forged: median(times.forged) };
}
