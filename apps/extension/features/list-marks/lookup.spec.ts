import { describe, expect, it } from '@jest/globals';
import type { Receipt } from '@openly/contracts';
import { ReceiptLookup } from './lookup';

const buildReceipt = (gmailThreadId: string): Receipt => ({
  gmailThreadId,
  messageCount: 1,
  openCount: 1,
  machineOpenCount: 0,
  firstOpenedAt: null,
  lastOpenedAt: null,
  confirmation: null,
  state: 'opened',
});

function buildLookup(known: (id: string) => boolean = () => true) {
  const asked: string[][] = [];
  let due: (() => void)[] = [];
  const clock = { now: 0 };
  const lookup = new ReceiptLookup({
    fetch: async (ids) => {
      asked.push(ids);
      return ids.filter(known).map(buildReceipt);
    },
    now: () => clock.now,
    later: (task) => due.push(task),
  });
  const run = async () => {
    const tasks = due;
    due = [];
    for (const task of tasks) task();
    await new Promise((resolve) => setTimeout(resolve, 0));
  };
  return { lookup, asked, run, clock };
}

describe('looking up receipts for a list', () => {
  it('asks once for a screen, each conversation once', async () => {
    const { lookup, asked, run } = buildLookup();
    for (const id of ['a1', 'a2', 'a1']) lookup.watch(id, () => undefined);
    await run();
    expect(asked).toEqual([['a1', 'a2']]);
  });

  it('asks in parts of 200', async () => {
    const { lookup, asked, run } = buildLookup();
    for (let n = 0; n < 450; n++) lookup.watch(n.toString(16), () => undefined);
    await run();
    expect(asked.map((ids) => ids.length)).toEqual([200, 200, 50]);
  });

  it('tells untracked rows that there is nothing', async () => {
    const { lookup, run } = buildLookup((id) => id === 'a1');
    const told: unknown[] = [];
    lookup.watch('a2', (receipt) => told.push(receipt));
    await run();
    expect(told).toEqual([null]);
  });

  it('answers from what it knows for a minute, then asks again', async () => {
    const { lookup, asked, run, clock } = buildLookup();
    lookup.watch('a1', () => undefined)();
    await run();
    clock.now = 30_000;
    lookup.watch('a1', () => undefined)();
    await run();
    expect(asked).toHaveLength(1);
    clock.now = 90_000;
    lookup.watch('a1', () => undefined);
    await run();
    expect(asked).toHaveLength(2);
  });

  it('reads again what changed, for rows on screen only', async () => {
    const { lookup, asked, run } = buildLookup();
    const stop = lookup.watch('a1', () => undefined);
    lookup.watch('a2', () => undefined);
    await run();
    stop();
    lookup.refresh(['a1', 'a2']);
    await run();
    expect(asked[1]).toEqual(['a2']);
  });

  it('believes no answer that was asked for before the news, neither for rows on screen nor for those gone meanwhile', async () => {
    const { lookup, asked, run } = buildLookup(() => asked.length > 1);
    const told: (string | undefined)[] = [];
    lookup.watch('a1', () => undefined)();
    lookup.watch('a2', (receipt) => told.push(receipt?.gmailThreadId));
    const answered = run();
    lookup.refresh(['a1', 'a2']);
    await answered;
    lookup.watch('a1', (receipt) => told.push(receipt?.gmailThreadId));
    await run();
    expect(told.sort()).toEqual(['a1', 'a2']);
  });

  it('takes no answer meant for somebody who has left', async () => {
    const { lookup, run } = buildLookup();
    const told: unknown[] = [];
    lookup.watch('a1', () => undefined)();
    const answered = run();
    lookup.forget();
    await answered;
    lookup.watch('a1', (receipt) => told.push(receipt));
    expect(told).toEqual([]);
  });
});
