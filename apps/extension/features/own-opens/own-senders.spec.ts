import { describe, expect, it } from '@jest/globals';
import { memoryStore } from '../../memory-store';
import { type DynamicRules, MOST_SENDERS, OwnSenders } from './own-senders';

type Rule = chrome.declarativeNetRequest.Rule;

/** Rules as Chrome keeps them: an id that is there already, or a number twice, is refused. */
function fakeRules(): DynamicRules & { set: Rule[] } {
  return {
    set: [],
    async getDynamicRules() {
      return structuredClone(this.set);
    },
    async updateDynamicRules({ removeRuleIds, addRules }) {
      const next = [...this.set.filter(({ id }) => !removeRuleIds.includes(id)), ...addRules];
      if (new Set(next.map(({ id }) => id)).size < next.length) throw new Error('Rule does not have a unique ID.');
      this.set = next;
    },
  };
}

function buildDevice(store = memoryStore(), rules = fakeRules()) {
  const senders = new OwnSenders(store, rules);
  const filters = () => rules.set.map(({ id, condition }) => [id, condition.urlFilter]);
  return { store, rules, senders, filters };
}

describe('the senders of this device', () => {
  it('stay blocked after they signed out and somebody else signed in', async () => {
    const { senders, filters, store } = buildDevice();
    await senders.block('sender-one');
    await senders.block(null);
    expect(filters()).toEqual([[1, '/o/sender-one/']]);
    await senders.block('sender-two');
    await senders.block(null);
    expect(filters()).toEqual([
      [1, '/o/sender-one/'],
      [2, '/o/sender-two/'],
    ]);
    expect(await store.get('ownSenders')).toEqual([
      { senderId: 'sender-one', ruleId: 1 },
      { senderId: 'sender-two', ruleId: 2 },
    ]);
  });

  it('keep the number of their rule, the last to sign in standing last', async () => {
    const { senders, store } = buildDevice();
    for (const senderId of ['sender-one', 'sender-two', 'sender-one']) await senders.block(senderId);
    expect(await store.get('ownSenders')).toEqual([
      { senderId: 'sender-two', ruleId: 2 },
      { senderId: 'sender-one', ruleId: 1 },
    ]);
  });

  it('are blocked again at start-up when the browser has lost their rules', async () => {
    const { senders, rules, filters } = buildDevice();
    await senders.block('sender-one');
    await senders.block('sender-two');
    rules.set = [];
    await senders.block(null);
    expect(filters()).toHaveLength(2);
  });

  it('all get their rules when several changes come at once', async () => {
    const { senders, filters } = buildDevice();
    await Promise.all(['sender-one', null, 'sender-two', null].map((signedIn) => senders.block(signedIn)));
    expect(filters()).toHaveLength(2);
  });

  it('are bounded: whoever signed in longest ago makes room, and their number is used again', async () => {
    const { senders, rules, store } = buildDevice();
    for (let n = 0; n <= MOST_SENDERS; n++) await senders.block(`sender-number-${n}`);
    const remembered = (await store.get('ownSenders')) as { senderId: string; ruleId: number }[];
    expect(remembered).toHaveLength(MOST_SENDERS);
    expect(remembered[0]?.senderId).toBe('sender-number-1');
    expect(remembered.at(-1)).toEqual({ senderId: `sender-number-${MOST_SENDERS}`, ruleId: 1 });
    expect(rules.set).toHaveLength(MOST_SENDERS);
  });

  it('replace the one rule of the version before', async () => {
    const { senders, rules, filters } = buildDevice();
    rules.set = [{ id: 1, condition: { urlFilter: '/o/sender-old/' } } as Rule];
    await senders.block('sender-one');
    expect(filters()).toEqual([[1, '/o/sender-one/']]);
  });
});

describe('whether own pixels are blocked', () => {
  it('is so only while the rules of every remembered sender are in force', async () => {
    const { senders, rules } = buildDevice();
    expect(await senders.ownPixelsBlocked()).toBe(false);
    await senders.block('sender-one');
    await senders.block('sender-two');
    expect(await senders.ownPixelsBlocked()).toBe(true);
    rules.set = rules.set.slice(1);
    expect(await senders.ownPixelsBlocked()).toBe(false);
  });

  it('is not so for a sender whose id cannot stand in a filter', async () => {
    const { senders, rules } = buildDevice();
    await senders.block('*');
    expect(rules.set).toEqual([]);
    expect(await senders.ownPixelsBlocked()).toBe(false);
  });
});
