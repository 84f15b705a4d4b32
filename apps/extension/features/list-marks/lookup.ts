import type { Receipt } from '@openly/contracts';

export interface LookupParts {
  /** One request for at most 200 conversations. Throws when it cannot tell. */
  fetch(gmailThreadIds: string[]): Promise<Receipt[]>;
  now(): number;
  later(task: () => void, ms: number): void;
}

const GATHER_MS = 50;
const MOST_IDS = 200;
const FRESH_MS = 60_000;
const MOST_KEPT = 2000;

/**
 * Receipts of the conversations on screen: rows that appear together are asked for
 * in one request, and what was just asked is not asked again.
 */
export class ReceiptLookup {
  readonly #parts: LookupParts;
  readonly #known = new Map<string, { receipt: Receipt | null; at: number }>();
  readonly #watchers = new Map<string, Set<(receipt: Receipt | null) => void>>();
  #gathered = new Set<string>();
  /** What each request under way still asks for: news meanwhile may be newer than its answer. */
  readonly #underway = new Set<Set<string>>();

  constructor(parts: LookupParts) {
    this.#parts = parts;
  }

  /** Tells `watcher` the receipt of a conversation now and whenever it changes, until the returned function is called. */
  watch(gmailThreadId: string, watcher: (receipt: Receipt | null) => void): () => void {
    const watchers = this.#watchers.get(gmailThreadId) ?? new Set();
    this.#watchers.set(gmailThreadId, watchers.add(watcher));
    const known = this.#known.get(gmailThreadId);
    if (known) watcher(known.receipt);
    if (!known || this.#parts.now() - known.at > FRESH_MS) this.#gather(gmailThreadId);
    return () => {
      watchers.delete(watcher);
      if (watchers.size === 0) this.#watchers.delete(gmailThreadId);
    };
  }

  /** Reads these again (null: all) for the rows on screen; those off screen are read when they come back. */
  refresh(gmailThreadIds: string[] | null): void {
    for (const asked of [this.#known, ...this.#underway]) {
      for (const id of gmailThreadIds ?? [...asked.keys()]) asked.delete(id);
    }
    for (const id of gmailThreadIds ?? this.#watchers.keys()) if (this.#watchers.has(id)) this.#gather(id);
  }

  /** Somebody else is signed in: nothing known before may stay on screen. */
  forget(): void {
    this.#known.clear();
    for (const watchers of this.#watchers.values()) for (const tell of watchers) tell(null);
    this.refresh(null);
  }

  #gather(id: string): void {
    if (this.#gathered.size === 0) this.#parts.later(() => void this.#ask(), GATHER_MS);
    this.#gathered.add(id);
  }

  async #ask(): Promise<void> {
    const ids = [...this.#gathered];
    this.#gathered = new Set();
    for (let start = 0; start < ids.length; start += MOST_IDS) {
      await this.#askFor(ids.slice(start, start + MOST_IDS));
    }
  }

  async #askFor(ids: string[]): Promise<void> {
    const asked = new Set(ids);
    this.#underway.add(asked);
    let receipts: Receipt[];
    try {
      receipts = await this.#parts.fetch(ids);
    } catch {
      // Rows stay as they are; the next screen or the next news asks again.
      return;
    } finally {
      this.#underway.delete(asked);
    }
    const found = new Map(receipts.map((receipt) => [receipt.gmailThreadId, receipt]));
    if (this.#known.size > MOST_KEPT) this.#known.clear();
    for (const id of asked) {
      const receipt = found.get(id) ?? null;
      this.#known.set(id, { receipt, at: this.#parts.now() });
      for (const tell of this.#watchers.get(id) ?? []) tell(receipt);
    }
  }
}
