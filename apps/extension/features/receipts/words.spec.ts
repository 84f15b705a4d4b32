import { describe, expect, it } from '@jest/globals';
import type { Click, Open, Receipt } from '@openly/contracts';
import {
  agoWords,
  confirmationWords,
  deviceWords,
  foldedWords,
  hostWords,
  linksWords,
  placeWords,
  readersWords,
  rowWords,
  sortClicks,
  sortOpens,
  stateMeaning,
  stateWords,
} from './words';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const buildOpen = (change: Partial<Open> = {}): Open => ({
  id: '00000000-0000-4000-8000-000000000001',
  openedAt: '2026-11-22T11:58:00Z',
  kind: 'direct',
  confidence: 'confirmed',
  reason: 'Seen.',
  client: null,
  os: null,
  device: null,
  place: null,
  ...change,
});
const buildReceipt = (change: Partial<Receipt> = {}): Receipt => ({
  gmailThreadId: '19a0',
  messageCount: 1,
  openCount: 0,
  machineOpenCount: 0,
  firstOpenedAt: null,
  lastOpenedAt: null,
  confirmation: null,
  state: 'no_signal',
  ...change,
});

describe('receipts in words', () => {
  it('never calls a mail unread', () => {
    const said = (['untracked', 'no_signal', 'machine_only', 'opened', 'withdrawn'] as const).map((state) =>
      stateWords(state, 2),
    );
    expect(said).toEqual([
      'Not tracked',
      'No signal yet',
      'Only machines so far',
      'Opened 2×',
      'Stopped by the reader',
    ]);
    expect(said.join()).not.toMatch(/unread/i);
  });

  it('tells mail that asked from mail that was never to be tracked', () => {
    expect([stateWords('untracked', 0, true), stateWords('untracked', 0)]).toEqual([
      'Asked, not tracked',
      'Not tracked',
    ]);
    expect(stateMeaning('untracked', true)).toMatch(/asked whether you may/);
  });

  it('folds away machines, repeats and own looks', () => {
    const { looks, machines } = sortOpens([
      buildOpen({ openedAt: '2026-11-20T00:00:00Z' }),
      buildOpen({ kind: 'self', confidence: 'confirmed' }),
      buildOpen({ kind: 'duplicate', confidence: 'likely' }),
      buildOpen({ kind: 'scanner', confidence: 'machine' }),
      buildOpen({ kind: 'gmail_proxy', confidence: 'likely' }),
    ]);
    expect(looks.map(({ kind }) => kind)).toEqual(['gmail_proxy', 'direct']);
    expect(foldedWords(machines)).toBe('1 machine fetch, 1 repeat, 1 look of your own');
  });

  it('says why there is no place', () => {
    expect(placeWords(buildOpen({ kind: 'gmail_proxy' }))).toEqual({
      known: false,
      text: 'Place unknown: Gmail hides it',
    });
    expect(placeWords(buildOpen({ place: { country: 'NL', city: 'Amsterdam' } })).text).toBe('Amsterdam, Netherlands');
    expect(placeWords(buildOpen({ place: { country: 'NL' } })).text).toBe('Netherlands');
  });

  it('folds away links that machines followed, and says where they led', () => {
    const buildClick = (change: Partial<Click> = {}): Click => ({
      id: '00000000-0000-4000-8000-000000000002',
      clickedAt: '2026-11-22T11:58:00Z',
      url: 'https://shop.example/a?b',
      kind: 'direct',
      confidence: 'confirmed',
      reason: 'Seen.',
      ...change,
    });
    const { followed, folded } = sortClicks([buildClick(), buildClick({ kind: 'scanner', confidence: 'machine' })]);
    expect([linksWords(followed.length), foldedWords(folded)]).toEqual(['1 link followed', '1 machine fetch']);
    expect(hostWords(buildClick())).toBe('shop.example');
  });

  it('says what confirms that a person has read a mail', () => {
    const confirmation = {
      by: 'click' as const,
      at: '2026-11-22T11:58:00Z',
      reason: 'Somebody followed a link in this mail.',
    };
    expect(confirmationWords(confirmation, NOW)).toBe(
      'Confirmed: Somebody followed a link in this mail, 2 minutes ago.',
    );
    const receipt = buildReceipt({ state: 'opened', openCount: 1, lastOpenedAt: '2026-11-22T11:00:00Z', confirmation });
    expect(rowWords(receipt, NOW)).toBe('Opened, confirmed, last 1 hour ago');
  });

  it('tells time as people do', () => {
    expect(agoWords('2026-11-22T11:59:40Z', NOW)).toBe('just now');
    expect(agoWords('2026-11-22T12:00:20Z', NOW)).toBe('just now');
    expect(agoWords('2026-11-22T11:58:00Z', NOW)).toBe('2 minutes ago');
    expect(agoWords('2026-11-21T11:58:00Z', NOW)).toBe('yesterday');
  });

  it('names readers and devices without gaps', () => {
    const reader = (email: string, name: string | null = null) => ({ email, name, field: 'to' as const });
    expect(readersWords([reader('a@x.example', 'Ann'), reader('b@x.example')])).toBe('Ann, b@x.example');
    expect(readersWords(['a', 'b', 'c', 'd'].map((one) => reader(`${one}@x.example`)))).toBe(
      'a@x.example, b@x.example and 2 more',
    );
    expect(deviceWords(buildOpen({ client: 'Apple Mail', device: 'Desktop' }))).toBe('Apple Mail · Desktop');
    expect(deviceWords(buildOpen())).toBeNull();
  });

  it('marks a row only when something is tracked in it', () => {
    expect(rowWords(buildReceipt({ state: 'untracked' }), NOW)).toBeNull();
    expect(rowWords(buildReceipt(), NOW)).toBe('No signal yet');
    expect(rowWords(buildReceipt({ state: 'opened', openCount: 3, lastOpenedAt: '2026-11-22T11:00:00Z' }), NOW)).toBe(
      'Opened 3×, last 1 hour ago',
    );
  });
});
