import { z } from 'zod';
import { Serial, type Store } from '../../store';
import { isFilterable, ownPixelsRule } from './block-rule';

/** The part of `chrome.declarativeNetRequest` used here; a fake in tests. */
export interface DynamicRules {
  getDynamicRules(): Promise<chrome.declarativeNetRequest.Rule[]>;
  updateDynamicRules(change: { removeRuleIds: number[]; addRules: chrome.declarativeNetRequest.Rule[] }): Promise<void>;
}

/** A sender who has signed in on this device, and the number of the rule that is theirs for good. */
const ownSender = z.object({ senderId: z.string(), ruleId: z.number().int().positive() });
type OwnSender = z.infer<typeof ownSender>;

/** Senders remembered; the one whose sign-in is longest ago makes room. */
export const MOST_SENDERS = 100;

/**
 * Every sender who ever signed in on this device, under the key `ownSenders`, the last to sign in last. Mail they have
 * sent stays their own after they signed out or somebody else signed in, and so do the rules against its pixels.
 */
export class OwnSenders {
  readonly #serial = new Serial();
  readonly #store: Store;
  readonly #rules: DynamicRules;

  constructor(store: Store, rules: DynamicRules) {
    this.#store = store;
    this.#rules = rules;
  }

  /** Notes who is signed in, if anybody is, and sets the rules of all. No rule is ever dropped by a sign-out. */
  block(signedIn: string | null): Promise<void> {
    return this.#serial.run(async () => {
      if (signedIn !== null) await this.#remember(signedIn);
      const wanted = rulesOf(await this.#read());
      const set = await this.#rules.getDynamicRules();
      await this.#rules.updateDynamicRules({ removeRuleIds: set.map(({ id }) => id), addRules: wanted });
    });
  }

  /** Whether the rules of all remembered senders are in force. */
  async ownPixelsBlocked(): Promise<boolean> {
    const senders = await this.#read();
    const set = await this.#rules.getDynamicRules();
    const inForce = new Set(set.map(({ condition }) => condition.urlFilter));
    const isBlocked = ({ ruleId, senderId }: OwnSender) =>
      inForce.has(ownPixelsRule(ruleId, senderId).condition.urlFilter);
    return senders.length > 0 && senders.every(isBlocked);
  }

  async #remember(senderId: string): Promise<void> {
    const before = await this.#read();
    if (before.at(-1)?.senderId === senderId) return;
    const others = before.filter((one) => one.senderId !== senderId).slice(1 - MOST_SENDERS);
    const ruleId = before.find((one) => one.senderId === senderId)?.ruleId ?? freeId(others);
    await this.#store.set('ownSenders', [...others, { senderId, ruleId }]);
  }

  async #read(): Promise<OwnSender[]> {
    const parsed = z.array(ownSender).safeParse(await this.#store.get('ownSenders'));
    return parsed.success ? parsed.data : [];
  }
}

const rulesOf = (senders: OwnSender[]) =>
  senders
    .filter(({ senderId }) => isFilterable(senderId))
    .map(({ ruleId, senderId }) => ownPixelsRule(ruleId, senderId));

function freeId(taken: OwnSender[]): number {
  const ids = new Set(taken.map(({ ruleId }) => ruleId));
  let id = 1;
  while (ids.has(id)) id++;
  return id;
}
