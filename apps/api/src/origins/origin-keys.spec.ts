import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Origin } from './origin.js';
import { KEY_ID_LENGTH, OriginKeys } from './origin-keys.js';

const MINUTE = 60_000;
const origin: Origin = {
  address: '2a02:a440:77::abcd:1234',
  userAgent: `é "q\\",{NULL} \u00ff'\n${'x'.repeat(450)}`,
  refererGiven: true,
  purpose: 'prefetch',
};
const idOf = (sealed: string) => sealed.slice(0, KEY_ID_LENGTH);

/** Keys of a process that is looked after every second until then. */
function until(keys: OriginKeys, from: number, to: number): void {
  for (let now = from; now <= to; now += 1_000) keys.advance(now);
}
/** Seals, or fails the test. */
function sealed(keys: OriginKeys, given = origin): string {
  const text = keys.seal(given);
  if (text === null) throw new Error('no key');
  return text;
}

describe('who fetched, sealed', () => {
  it('is opened as it was, and shows nothing of it', () => {
    const keys = new OriginKeys(true, 0);
    const text = sealed(keys);
    expect(keys.open(text, 0)).toEqual(origin);
    expect(text).toMatch(/^[\w-]+$/);
    expect(Buffer.from(text, 'base64url').toString('latin1')).not.toMatch(/2a02|xxx|prefetch/);
    const nobody = { address: null, userAgent: '', refererGiven: false, purpose: null };
    expect(keys.open(sealed(keys, nobody), 0)).toEqual(nobody);
  });

  it('is opened in whatever order, however long those before it were', () => {
    const anOrigin = fc.record({
      address: fc.option(fc.ipV6()),
      userAgent: fc.oneof(fc.string({ unit: 'grapheme', maxLength: 512 }), fc.string({ maxLength: 30 })),
      refererGiven: fc.boolean(),
      purpose: fc.option(fc.string({ maxLength: 64 })),
    });
    fc.assert(
      fc.property(fc.array(anOrigin, { minLength: 1, maxLength: 40 }), fc.integer(), (origins, first) => {
        const keys = new OriginKeys(true, 0);
        // One alone, then the others together.
        const texts = [...keys.sealAll(origins.slice(0, 1)), ...keys.sealAll(origins.slice(1))];
        const order = texts.map((_, nth) => Math.abs(first + nth * 7) % texts.length);
        for (const at of order) expect(keys.open(texts[at] ?? '', 0)).toEqual(origins[at]);
        // Together, and with some among them that nobody can open.
        const others = [null, '', 'AAAA', `${texts[0]?.slice(0, KEY_ID_LENGTH)}AA`];
        const opened = keys.openAll([...order.map((at) => texts[at] ?? ''), ...others], 0);
        expect(opened).toEqual([...order.map((at) => origins[at]), ...others.map(() => null)]);
      }),
    );
  });

  it('is never sealed the same way twice', () => {
    const keys = new OriginKeys(true, 0);
    expect(new Set(Array.from({ length: 1_000 }, () => sealed(keys))).size).toBe(1_000);
  });

  it('opens for nine minutes after its key was made and never again, whatever the clock says then', () => {
    const keys = new OriginKeys(true, 0);
    const text = sealed(keys);
    until(keys, 0, 8 * MINUTE);
    expect(keys.open(text, 9 * MINUTE - 1)).toEqual(origin);
    // Nobody has looked after the keys in time, and still it does not open.
    expect(keys.open(text, 9 * MINUTE)).toBeNull();
    keys.advance(9 * MINUTE);
    expect(keys.open(text, 0)).toBeNull();
  });

  it('opens no longer where the clock is set back', () => {
    const keys = new OriginKeys(true, 60 * MINUTE);
    const text = sealed(keys);
    until(keys, 60 * MINUTE, 64 * MINUTE);
    until(keys, 4 * MINUTE, 8 * MINUTE);
    expect(keys.open(text, 8 * MINUTE)).toEqual(origin);
    keys.advance(9 * MINUTE);
    expect(keys.open(text, 9 * MINUTE)).toBeNull();
  });

  it('opens for nobody else, and not when it was changed', () => {
    const keys = new OriginKeys(true, 0);
    const text = sealed(keys);
    expect(new OriginKeys(true, 0).open(text, 0)).toBeNull();
    expect(keys.open(`${text.slice(0, -2)}AA`, 0)).toBeNull();
    for (const garbage of ['', '.', idOf(text), text.slice(0, 30)]) expect(keys.open(garbage, 0)).toBeNull();
  });

  it('changes its key every minute at the latest, and the next one is there before it is used', () => {
    const keys = new OriginKeys(true, 0);
    const first = idOf(sealed(keys));
    until(keys, 0, 39_000);
    expect(keys.ids()).toEqual([first]);
    keys.advance(40_000);
    const [, second] = keys.ids();
    keys.advance(59_000);
    expect(idOf(sealed(keys))).toBe(first);
    keys.advance(60_000);
    expect(idOf(sealed(keys))).toBe(second);
    let [last, used] = [second, 60_000];
    for (let now = 61_000; now < 20 * MINUTE; now += 1_000) {
      keys.advance(now);
      const id = idOf(sealed(keys));
      if (id !== last) [last, used] = [id, now];
      expect(now - used).toBeLessThan(60_000);
    }
    // Nine minutes of them, and no more.
    expect(keys.ids().length).toBeLessThanOrEqual(14);
  });

  it('has a new key at once after the machine was asleep', () => {
    const keys = new OriginKeys(true, 0);
    const before = keys.ids();
    until(keys, 0, 50_000);
    keys.advance(600 * MINUTE);
    expect(keys.open(sealed(keys), 600 * MINUTE)).toEqual(origin);
    expect(keys.ids().filter((id) => before.includes(id))).toEqual([]);
  });

  it('is not sealed with what is left of a forgotten key', () => {
    const keys = new OriginKeys(true, 0);
    keys.forgetAll();
    expect(keys.seal(origin)).toBeNull();
    expect(new OriginKeys(false, 0).seal(origin)).toBeNull();
  });
});

describe('a key of another process', () => {
  it('opens what that one sealed, for what is left of its time', () => {
    const [theirs, ours] = [new OriginKeys(true, 0), new OriginKeys(false, 0)];
    const text = sealed(theirs);
    until(theirs, 0, 5 * MINUTE);
    const key = theirs.own(9 * MINUTE).find(({ id }) => id === idOf(text));
    expect(key?.age).toBe(5 * MINUTE);
    ours.advance(5 * MINUTE);
    ours.add(idOf(text), Buffer.from(key?.secret ?? ''), 5 * MINUTE - (key?.age ?? 0));
    expect(ours.open(text, 5 * MINUTE)).toEqual(origin);
    ours.advance(9 * MINUTE);
    expect([ours.open(text, 0), ours.ids()]).toEqual([null, []]);
  });

  it('is not taken any more where its time has passed, and its bytes are wiped', () => {
    const ours = new OriginKeys(false, 20 * MINUTE);
    const late = Buffer.alloc(32, 7);
    ours.add('AAAAAAAA', late, 11 * MINUTE);
    expect([ours.ids(), late.every((byte) => byte === 0)]).toEqual([[], true]);
  });

  it('is not given on as one of our own', () => {
    const ours = new OriginKeys(false, 0);
    ours.add('AAAAAAAA', Buffer.alloc(32, 7), 0);
    expect(ours.own(9 * MINUTE)).toEqual([]);
  });
});
