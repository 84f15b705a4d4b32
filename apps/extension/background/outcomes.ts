import type { Schedule } from '@openly/contracts';
import { z } from 'zod';
import { mailName, outcomeWords } from '../features/schedule/words';
import type { News, Outcome } from '../protocol';
import { Serial, type Store } from '../store';

export interface OutcomesParts {
  store: Store;
  /** Throws `RequestFailed`. */
  readSchedule(id: string): Promise<Schedule>;
  tell(news: News): Promise<void>;
  /** In milliseconds since 1970. */
  now(): number;
  later(task: () => void, ms: number): void;
}

/** Mails that went out together are told of together. */
const GATHER_MS = 1000;
/** After a long outage thousands may go out at once; more than these are not asked about one by one. */
const MOST_AT_ONCE = 30;
const KEPT = 20;
const DAY_MS = 86_400_000;

const stored = z.array(
  z.object({ scheduleId: z.string(), at: z.string(), subject: z.string().nullable(), words: z.string() }),
);

/**
 * What came of scheduled mail, where that is worth a word: it went out late, was held back because somebody had
 * replied, or was sent by hand. Said in Gmail once and kept for a day under the key `outcomes`.
 */
export class Outcomes {
  readonly #parts: OutcomesParts;
  readonly #serial = new Serial();
  #heard = new Set<string>();

  constructor(parts: OutcomesParts) {
    this.#parts = parts;
  }

  /** The server says that a mail has ended. */
  heard(scheduleId: string): void {
    if (this.#heard.size === 0) this.#parts.later(() => void this.#serial.run(() => this.#tell()), GATHER_MS);
    this.#heard.add(scheduleId);
  }

  /** Those of the last day, newest first. */
  async recent(): Promise<Outcome[]> {
    const parsed = stored.safeParse(await this.#parts.store.get('outcomes'));
    const since = this.#parts.now() - DAY_MS;
    return parsed.success ? parsed.data.filter(({ at }) => Date.parse(at) > since) : [];
  }

  /** Another account's are none of this one's. */
  forget(): Promise<void> {
    return this.#serial.run(() => this.#parts.store.remove('outcomes'));
  }

  async #tell(): Promise<void> {
    const ids = [...this.#heard].slice(0, MOST_AT_ONCE);
    this.#heard = new Set();
    const read = await Promise.allSettled(ids.map((id) => this.#parts.readSchedule(id)));
    const ended = read.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const found = ended.flatMap((schedule) => {
      const words = outcomeWords(schedule);
      if (words === null) return [];
      const at = schedule.sentAt ?? new Date(this.#parts.now()).toISOString();
      return [{ scheduleId: schedule.id, at, subject: schedule.subject, words }];
    });
    const [first] = found;
    if (!first) return;
    const known = (await this.recent()).filter(({ scheduleId }) => !found.some((one) => one.scheduleId === scheduleId));
    await this.#parts.store.set('outcomes', [...found, ...known].slice(0, KEPT));
    const text =
      found.length === 1
        ? `${mailName(first)}: ${first.words}`
        : `${found.length} scheduled mails did not simply go out at their time. Openly’s window lists them.`;
    await this.#parts.tell({ openly: 'note', text, offer: null });
    await this.#parts.tell({ openly: 'schedules' });
  }
}
