import type { LiveData, Schedule, Series } from '@openly/contracts';
import { explainSchedule } from '@openly/scheduling';
import { z } from 'zod';
import { troubleNote, troubleOf } from '../features/schedule/trouble';
import { mailName } from '../features/schedule/words';
import { type News, RequestFailed } from '../protocol';
import { Serial, type Store } from '../store';

export interface TroublesParts {
  store: Store;
  /** Throws `RequestFailed`. */
  readSchedule(id: string): Promise<Schedule>;
  /** Throws `RequestFailed`. */
  readSeries(id: string): Promise<Series>;
  /** Shows a text on the extension's icon; an empty one takes it away. */
  showBadge(text: string): Promise<void>;
  tell(news: News): Promise<void>;
}

const MOST = 100;

/**
 * Scheduled mail that waits for its sender: said in Gmail once, and counted on the extension's icon until the popup has
 * shown it. Which ones nobody has seen stands under the key `unseenTroubles`, since the browser forgets its badges.
 */
export class Troubles {
  readonly #serial = new Serial();
  readonly #parts: TroublesParts;

  constructor(parts: TroublesParts) {
    this.#parts = parts;
  }

  /** The server says that a mail did not go out. Old news of one that is well again by now is passed over. */
  async heard({ scheduleId, code }: LiveData): Promise<void> {
    if (!scheduleId) return;
    const schedule = await this.#read(scheduleId, code ?? null);
    if (!schedule || !troubleOf(schedule)?.asksSender) return;
    await this.add([scheduleId]);
    const note = troubleNote(schedule);
    if (note) await this.#parts.tell({ openly: 'note', ...note });
  }

  /** The server says that a series makes no more mails. One that is well again by now is passed over. */
  async heardOfSeries(seriesId: string): Promise<void> {
    const series = await this.#parts.readSeries(seriesId).catch(() => null);
    if (!series?.explanation || series.status === 'ended' || series.status === 'paused') return;
    await this.add([seriesId]);
    const text = `${mailName(series)}: ${series.explanation} Openly’s window shows what you can do.`;
    await this.#parts.tell({ openly: 'note', text, offer: null });
  }

  /** Counts these on the icon. */
  add(scheduleIds: string[]): Promise<void> {
    return this.#change((unseen) => [...new Set([...unseen, ...scheduleIds])].slice(-MOST));
  }

  /** This mail has gone out after all. */
  over(scheduleId: string): Promise<void> {
    return this.#change((unseen) => unseen.filter((id) => id !== scheduleId));
  }

  /** The popup has shown them all, or they are another account's. */
  seen(): Promise<void> {
    return this.#change(() => []);
  }

  /** Puts the badge back after the browser's start. */
  show(): Promise<void> {
    return this.#change((unseen) => unseen);
  }

  async #read(id: string, code: string | null) {
    try {
      return await this.#parts.readSchedule(id);
    } catch (error) {
      if (error instanceof RequestFailed && error.code === 'schedule_not_found') return null;
      // Better said without its subject than not at all.
      return {
        id,
        subject: null,
        gmailThreadId: null,
        status: 'failed' as const,
        code,
        ...explainSchedule('failed', code),
      };
    }
  }

  #change(change: (unseen: string[]) => string[]): Promise<void> {
    return this.#serial.run(async () => {
      const parsed = z.array(z.string()).safeParse(await this.#parts.store.get('unseenTroubles'));
      const before = parsed.success ? parsed.data : [];
      const after = change(before);
      if (after.join() !== before.join()) await this.#parts.store.set('unseenTroubles', after);
      await this.#parts.showBadge(after.length === 0 ? '' : String(after.length));
    });
  }
}
