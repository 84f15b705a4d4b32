import { messageSent, uuid } from '@openly/contracts';
import { z } from 'zod';
import { Serial, type Store } from '../store';

const waiting = z.object({
  messageId: uuid,
  sent: messageSent,
  /** When it was put here, in milliseconds since 1970. */
  since: z.number(),
});
export type Waiting = z.infer<typeof waiting>;

/** `keep`: the server could not be asked; `done`: it has it, or will never take it. */
export type Delivery = (binding: Waiting) => Promise<'done' | 'keep'>;

const KEEP_MS = 30 * 24 * 3600_000;

/**
 * Which Gmail mail a tracked message became, kept until the server has acknowledged
 * it: without the binding a mail that went out tracked would show no receipts.
 */
export class Outbox {
  readonly #serial = new Serial();
  readonly #store: Store;
  readonly #deliver: Delivery;
  readonly #now: () => number;
  #flushing: Promise<number> | null = null;

  constructor(store: Store, deliver: Delivery, now: () => number = Date.now) {
    this.#store = store;
    this.#deliver = deliver;
    this.#now = now;
  }

  async add(binding: Omit<Waiting, 'since'>): Promise<void> {
    await this.#change((list) => [
      ...list.filter(({ messageId }) => messageId !== binding.messageId),
      { ...binding, since: this.#now() },
    ]);
  }

  async waiting(): Promise<Waiting[]> {
    const parsed = z.array(waiting).safeParse(await this.#store.get('outbox'));
    return parsed.success ? parsed.data.filter(({ since }) => since > this.#now() - KEEP_MS) : [];
  }

  /** Tries everything that waits, oldest first; answers how many still wait. */
  flush(): Promise<number> {
    this.#flushing ??= this.#flush().finally(() => {
      this.#flushing = null;
    });
    return this.#flushing;
  }

  async #flush(): Promise<number> {
    const tried = new Set<string>();
    for (;;) {
      const next = (await this.waiting()).find((binding) => !tried.has(keyOf(binding)));
      if (!next) break;
      tried.add(keyOf(next));
      const outcome = await this.#deliver(next).catch(() => 'keep' as const);
      if (outcome === 'done') await this.#change((list) => list.filter((binding) => keyOf(binding) !== keyOf(next)));
    }
    return (await this.waiting()).length;
  }

  /** Forgets what waits: its account is gone. */
  forget(): Promise<void> {
    return this.#serial.run(() => this.#store.remove('outbox'));
  }

  #change(change: (list: Waiting[]) => Waiting[]): Promise<void> {
    return this.#serial.run(async () => this.#store.set('outbox', change(await this.waiting())));
  }
}

/** A mail sent anew after Undo has the same message id but other Gmail ids: it is another binding. */
const keyOf = ({ messageId, sent }: Waiting) => `${messageId} ${sent.gmailMessageId}`;
