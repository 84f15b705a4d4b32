import { describe, expect, it } from '@jest/globals';
import { groundsOf, type KeptHit } from './grounds.js';
import { groundCodes } from './judge.js';

const NOON = Date.UTC(2026, 10, 22, 12);
const aHit = (kind: KeptHit['kind'], signals: string | null, change: Partial<KeptHit> = {}): KeptHit => ({
  kind,
  signals,
  arrivedAt: NOON,
  isLink: false,
  ...change,
});

describe('why something was judged so', () => {
  it.each<[string, KeptHit, string]>([
    ["Gmail's proxy", aHit('gmail_proxy', 'GET gmail_proxy internet in:google:Google'), 'gmail_proxy'],
    ["Gmail's proxy from elsewhere", aHit('gmail_proxy', 'GET gmail_proxy internet'), 'gmail_proxy_unlisted'],
    ['a browser', aHit('direct', 'GET browser internet'), 'browser'],
    ['who was forgotten', aHit('direct', 'GET'), 'forgotten'],
    ['the headers alone', aHit('scanner', 'HEAD'), 'headers_only'],
    ['Apple', aHit('apple_privacy', 'GET bare internet in:apple_relay:Apple'), 'apple_privacy'],
    ['Apple from elsewhere', aHit('apple_privacy', 'GET bare internet'), 'apple_privacy_unlisted'],
    ['a bare name with a referer', aHit('scanner', 'GET bare internet referer'), 'bare_program'],
    ['a filter', aHit('scanner', 'GET browser internet in:mail_security:Proofpoint'), 'mail_filter'],
    ['a link followed', aHit('direct', 'GET browser internet', { isLink: true }), 'browser'],
    [
      'a link checked',
      aHit('scanner', 'GET browser internet in:microsoft:Microsoft', { isLink: true }),
      'checked_link',
    ],
    ['links followed together', aHit('scanner', 'GET browser internet', { isLink: true }), 'many_links'],
    ['one fetched twice', aHit('duplicate', 'GET browser internet'), 'duplicate'],
    ['one fetched twice, of which nothing is kept', aHit('duplicate', null), 'duplicate'],
  ])('%s', (_who, hit, code) => {
    expect(groundsOf(hit, NOON - 3_600_000).code).toBe(code);
    expect(groundCodes).toContain(code);
  });

  it('is not told where the facts are not kept, cannot be read, or say something else today', () => {
    expect(groundsOf(aHit('gmail_proxy', null), null).code).toBeNull();
    expect(groundsOf(aHit('gmail_proxy', 'PUT something'), null).code).toBeNull();
    expect(groundsOf(aHit('gmail_proxy', 'GET browser internet'), null).code).toBeNull();
  });

  it('names the network, and how soon after the send it came', () => {
    const soon = aHit('scanner', 'GET browser internet');
    expect(groundsOf(soon, NOON - 1_500)).toEqual({ code: 'too_soon', network: null, secondsAfterSend: 1.5 });
    const rented = aHit('scanner', 'GET browser internet in:data_centre:Hetzner Online');
    expect(groundsOf(rented, null)).toEqual({ code: 'data_centre', network: 'Hetzner Online', secondsAfterSend: null });
  });
});
