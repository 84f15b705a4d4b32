import { describe, expect, it } from '@jest/globals';
import type { Confirmation, Open } from '@openly/contracts';
import { looksBeside } from './looks.js';

const UTRECHT = { country: 'NL', city: 'Utrecht', latitude: 52.0908, longitude: 5.1222 };
const AMSTERDAM = { country: 'NL', city: 'Amsterdam', latitude: 52.3676, longitude: 4.9041 };
const GENEVA = { country: 'CH', city: 'Geneva', latitude: 46.2022, longitude: 6.1457 };

const aLook = (minute: number, change: Partial<Open> = {}): Open => ({
  id: `00000000-0000-4000-8000-0000000000${String(minute).padStart(2, '0')}`,
  openedAt: new Date(Date.UTC(2026, 10, 22, 12, minute)).toISOString(),
  kind: 'direct',
  confidence: 'likely',
  reason: "Fetched by the reader's own browser or app.",
  client: 'Safari 18',
  os: 'iOS 18',
  device: 'phone',
  place: UTRECHT,
  ...change,
});
/** Minutes of the looks that carry the hint. */
const hinted = (opens: Open[], readers = 1) =>
  looksBeside(opens, { readers, confirmation: null })
    .filter(({ hint }) => hint)
    .map(({ openedAt }) => new Date(openedAt).getUTCMinutes());

describe('a look unlike the others of its reader', () => {
  it('is possibly of somebody the mail was forwarded to: from another place, or with another program', () => {
    expect(hinted([aLook(1), aLook(2, { place: GENEVA })])).toEqual([2]);
    expect(hinted([aLook(1), aLook(2, { client: 'Outlook 16', os: 'Windows', device: 'computer' })])).toEqual([2]);
  });

  it('stays so each time, and is told in whatever order the looks are listed', () => {
    const looks = [aLook(1), aLook(2, { place: GENEVA }), aLook(3), aLook(4, { place: GENEVA })];
    expect(hinted(looks)).toEqual([2, 4]);
    expect(hinted([...looks].reverse())).toEqual([4, 2]);
  });

  it('is not one from the next town, after an update, or of which nothing is known', () => {
    expect(hinted([aLook(1), aLook(2, { place: AMSTERDAM })])).toEqual([]);
    expect(hinted([aLook(1), aLook(2, { client: 'Safari 19', os: 'iOS 19.1' })])).toEqual([]);
    const hidden = { kind: 'gmail_proxy' as const, client: null, os: null, device: null, place: null };
    expect(hinted([aLook(1), aLook(2, hidden), aLook(3)])).toEqual([]);
    expect(hinted([aLook(1), aLook(2, { place: { country: 'NL' } })])).toEqual([]);
    expect(hinted([aLook(1, { place: { country: 'NL' } }), aLook(2, { place: { country: 'CH' } })])).toEqual([2]);
  });

  it('is not looked for in a mail to several, nor among machines and own looks', () => {
    expect(hinted([aLook(1), aLook(2, { place: GENEVA })], 2)).toEqual([]);
    expect(hinted([aLook(1), aLook(2, { place: GENEVA, kind: 'scanner', confidence: 'machine' })])).toEqual([]);
    expect(hinted([aLook(1, { kind: 'duplicate', place: GENEVA }), aLook(2)])).toEqual([]);
  });
});

describe('a look before something that shows a person', () => {
  const confirmedBy = (by: Confirmation['by'], minute: number): Confirmation => ({
    by,
    at: aLook(minute).openedAt,
    reason: 'Seen.',
  });

  it('is confirmed, the last one alone, and says why', () => {
    const looks = [aLook(4), aLook(2), aLook(1)];
    const shown = looksBeside(looks, { readers: 3, confirmation: confirmedBy('click', 3) });
    expect(shown.map(({ confidence }) => confidence)).toEqual(['likely', 'confirmed', 'likely']);
    expect(shown[1]?.reason).toBe(
      "Fetched by the reader's own browser or app. A link in this mail was followed afterwards.",
    );
  });

  it('is not a machine, a repeat or the sender', () => {
    const looks = [
      aLook(1, { kind: 'scanner', confidence: 'machine' }),
      aLook(2, { kind: 'duplicate' }),
      aLook(3, { kind: 'self', confidence: 'confirmed' }),
    ];
    expect(looksBeside(looks, { readers: 1, confirmation: confirmedBy('decision', 5) })).toEqual(looks);
  });

  it('is none in particular for a reply, of which only is known that there is one', () => {
    const [look] = looksBeside([aLook(1)], { readers: 1, confirmation: confirmedBy('reply', 5) });
    expect(look?.confidence).toBe('likely');
  });
});
