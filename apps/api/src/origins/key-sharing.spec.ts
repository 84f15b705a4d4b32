import { describe, expect, it } from '@jest/globals';
import { KeyGiver } from './key-giver.js';
import type { KeyStore } from './key-store.js';
import { KeyTaker, PAIR_LIVES_MS } from './key-taker.js';
import { OriginKeys } from './origin-keys.js';

const MINUTE = 60_000;
const origin = { address: '145.53.100.20', userAgent: 'Reader/1', refererGiven: false, purpose: null };

/** The two tables in memory, on a clock that the test moves. */
function theTables() {
  const readers = new Map<string, { publicKey: Buffer; seenAt: number }>();
  const rows: Parameters<KeyStore['give']>[0][number][] = [];
  const tables = { readers, rows, now: 0, away: false, made: [] as number[] };
  const answer = <T>(value: T) => (tables.away ? Promise.reject(new Error('away')) : Promise.resolve(value));
  const store = {
    register: (id: string, publicKey: Buffer, inPlaceOf: string | null) => {
      if (tables.away) return answer(undefined);
      if (inPlaceOf) readers.delete(inPlaceOf);
      readers.set(id, { publicKey, seenAt: tables.now });
      return answer(undefined);
    },
    readers: (known: string[]) =>
      answer([...readers].map(([id, { publicKey }]) => ({ id, publicKey: known.includes(id) ? null : publicKey }))),
    give: (given: typeof rows) => {
      if (!tables.away) {
        rows.push(...given);
        tables.made.push(...given.map(({ age }) => tables.now - age));
      }
      return answer(undefined);
    },
    keysFor: (readerId: string, known: string[]) =>
      answer(
        rows.flatMap((row, nth) =>
          row.readerId === readerId && !known.includes(row.keyId)
            ? [{ ...row, age: tables.now - (tables.made[nth] ?? 0) }]
            : [],
        ),
      ),
    forgetOld: () => answer(undefined),
  } as unknown as KeyStore;
  return { tables, store };
}

function aScene() {
  const { tables, store } = theTables();
  const api = new OriginKeys(true, 0);
  const worker = new OriginKeys(false, 0);
  const [giver, taker] = [new KeyGiver(api, store), new KeyTaker(worker, store)];
  const at = (now: number) => {
    tables.now = now;
    api.advance(now);
    worker.advance(now);
    return now;
  };
  const opened = (text: string | null, keys = worker) => keys.open(text ?? '', tables.now);
  return { tables, store, api, worker, giver, taker, at, opened };
}

describe('keys on their way to those who judge', () => {
  it('open there what was sealed here, and in the table are of use to nobody else', async () => {
    const { tables, store, api, worker, giver, taker, at, opened } = aScene();
    await taker.keepRegistered(0);
    const text = api.seal(origin);
    const secret = api.own(MINUTE)[0]?.secret ?? Buffer.alloc(0);
    await giver.give(at(1_000));
    expect(tables.rows.every(({ wrapped }) => !wrapped.includes(secret))).toBe(true);
    const other = new OriginKeys(false, 1_000);
    const stranger = new KeyTaker(other, store);
    await stranger.keepRegistered(at(1_000));
    for (const row of [...tables.rows]) tables.rows.push({ ...row, readerId: [...tables.readers.keys()][1] ?? '' });
    await Promise.all([taker.take(at(2_000)), stranger.take(2_000)]);
    expect([opened(text), opened(text, other), other.ids()]).toEqual([origin, null, []]);
    at(9 * MINUTE);
    expect([opened(text), worker.ids()]).toEqual([null, []]);
  });

  it('are there before anything is sealed with them', async () => {
    const { api, giver, taker, at, opened } = aScene();
    await taker.keepRegistered(0);
    for (let now = 0; now < 3 * MINUTE; now += 1_000) {
      await taker.take(at(now));
      // Sealed before the giver of this second has looked.
      if (now > 1_000) expect(opened(api.seal(origin))).toEqual(origin);
      await giver.give(now);
    }
  });

  it('are given after the database was away', async () => {
    const { tables, api, giver, taker, at, opened } = aScene();
    await taker.keepRegistered(0);
    tables.away = true;
    const text = api.seal(origin);
    await expect(giver.give(at(1_000))).rejects.toThrow('away');
    tables.away = false;
    await giver.give(at(2_000));
    await taker.take(at(3_000));
    expect(opened(text)).toEqual(origin);
  });

  it('are given to one that begins anew, as far as they are young enough', async () => {
    const { store, api, giver, at, opened } = aScene();
    const old = api.seal(origin);
    for (let now = 0; now <= 3 * MINUTE; now += 1_000) at(now);
    const young = api.seal(origin);
    const begun = new OriginKeys(false, 6 * MINUTE);
    const taker = new KeyTaker(begun, store);
    await taker.keepRegistered(at(6 * MINUTE));
    await giver.give(6 * MINUTE);
    begun.advance(6 * MINUTE);
    await taker.take(6 * MINUTE);
    expect([opened(old, begun), opened(young, begun)]).toEqual([null, origin]);
  });

  it('are not kept from the others by a reader that gave no key', async () => {
    const { tables, api, giver, taker, at, opened } = aScene();
    tables.readers.set('a', { publicKey: Buffer.from('no key'), seenAt: 0 });
    await taker.keepRegistered(0);
    const text = api.seal(origin);
    await giver.give(at(1_000));
    await taker.take(at(2_000));
    expect(opened(text)).toEqual(origin);
  });
});

describe('a reader', () => {
  it('takes another key pair before the old one could open what is past its time, and misses nothing by it', async () => {
    const { tables, api, worker, giver, taker, at, opened } = aScene();
    await taker.keepRegistered(0);
    const [first] = [...tables.readers.keys()];
    at(PAIR_LIVES_MS - 1_000);
    const text = api.seal(origin);
    await giver.give(PAIR_LIVES_MS - 1_000);
    // Nobody has fetched it yet when the pair is changed.
    await taker.keepRegistered(at(PAIR_LIVES_MS));
    const [second, ...others] = [...tables.readers.keys()];
    expect([second === first, others]).toEqual([false, []]);
    expect(opened(text)).toEqual(origin);

    // A key that it does not have any more cannot be had from what was wrapped for the first pair.
    worker.forgetAll();
    for (const row of tables.rows) row.readerId = second ?? '';
    await taker.take(PAIR_LIVES_MS);
    expect(worker.ids()).toEqual([]);
    await giver.give(at(PAIR_LIVES_MS + 1_000));
    await taker.take(PAIR_LIVES_MS + 1_000);
    expect(opened(text)).toEqual(origin);
  });

  it('wraps for no longer than its keys and its pairs may live together', async () => {
    const { tables, giver, taker, at } = aScene();
    for (let now = 0; now <= 20 * MINUTE; now += 1_000) {
      await taker.keepRegistered(at(now));
      await giver.give(now);
    }
    const oldest = Math.max(...tables.rows.map(({ age }) => age));
    expect(oldest + PAIR_LIVES_MS).toBeLessThan(9 * MINUTE);
  });

  it('waits fifteen seconds for a key that it misses, whenever that is', () => {
    const { taker } = aScene();
    taker.missed(['a'], MINUTE);
    taker.missed(['a', 'b'], MINUTE + 10_000);
    expect(taker.givenUp(MINUTE + 14_000)).toEqual([]);
    expect(taker.givenUp(MINUTE + 15_000)).toEqual(['a']);
    expect(taker.givenUp(MINUTE + 25_000)).toEqual(['a', 'b']);
    expect(taker.givenUp(20 * MINUTE)).toEqual([]);
  });
});
