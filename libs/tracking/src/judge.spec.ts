import { describe, expect, it } from '@jest/globals';
import { rangeLookup } from './address-ranges.js';
import { isLook, type JudgedHit, judge } from './judge.js';
import { type EarlierLook, repeated } from './repeated.js';
import { type HitOrigin, signalsOf } from './signals.js';

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';
const GMAIL = 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)';
const GMAIL_AHEAD =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0';
const YAHOO = 'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html';
const OUTLOOK = 'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17928; Pro)';
const ANDROID = (model: string) =>
  `Mozilla/5.0 (Linux; Android 9; ${model}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Mobile Safari/537.36`;

const DUTCH_PHONE = '145.53.100.20';
const GOOGLE = '66.249.93.10';
const APPLE_RELAY = '172.225.6.7';
const MICROSOFT = '40.94.25.3';
const HETZNER = '88.99.1.2';

const ownerOf = rangeLookup([
  { network: 'google', name: 'Google', ranges: ['66.249.64.0/19', '2607:f8b0::/32'] },
  { network: 'apple_relay', name: "Apple's relay", ranges: ['104.28.0.0/16', '172.224.0.0/12'] },
  { network: 'proton', name: 'Proton', ranges: ['185.70.40.0/22'] },
  { network: 'mail_security', name: 'Proofpoint', ranges: ['148.163.128.0/19'] },
  { network: 'microsoft', name: 'Microsoft', ranges: ['40.92.0.0/14'] },
  { network: 'data_centre', name: 'Hetzner', ranges: ['88.99.0.0/16', '2a01:4f8::/31'] },
]);

const NOON = Date.UTC(2026, 10, 22, 12);
type Given = Partial<Omit<JudgedHit, 'signals'>> & Partial<HitOrigin> & { method?: string; forgotten?: boolean };
const aHit = ({
  userAgent = CHROME,
  address = DUTCH_PHONE,
  refererGiven = false,
  purpose = null,
  method = 'GET',
  forgotten = false,
  ...hit
}: Given = {}): JudgedHit => ({
  signals: signalsOf(method, forgotten ? null : { userAgent, address, refererGiven, purpose }, ownerOf(address)),
  arrivedAt: NOON,
  message: { sentAt: NOON - 3_600_000 },
  ownViews: [],
  linksFollowed: 0,
  ...hit,
});

describe('who fetched, and what it says', () => {
  it.each<[string, Given, string, string]>([
    ["Gmail's proxy", { userAgent: GMAIL, address: GOOGLE }, 'gmail_proxy', 'likely'],
    ["Gmail's proxy over IPv6", { userAgent: GMAIL, address: '2607:f8b0:4004::1' }, 'gmail_proxy', 'likely'],
    ["Gmail's proxy from an unlisted address", { userAgent: GMAIL }, 'gmail_proxy', 'likely'],
    [
      "Gmail's proxy within a second of the send",
      { userAgent: GMAIL, address: GOOGLE, message: { sentAt: NOON - 500 } },
      'gmail_proxy',
      'likely',
    ],
    ["Gmail's prefetch", { userAgent: GMAIL_AHEAD, address: GOOGLE }, 'prefetch', 'machine'],
    ["Yahoo's proxy", { userAgent: YAHOO, address: '98.137.12.1' }, 'yahoo_proxy', 'likely'],
    ['Apple Mail Privacy Protection', { userAgent: 'Mozilla/5.0', address: APPLE_RELAY }, 'apple_privacy', 'machine'],
    ['the same name from an unlisted address', { userAgent: 'Mozilla/5.0' }, 'apple_privacy', 'machine'],
    ['the same name with a Referer', { userAgent: 'Mozilla/5.0', refererGiven: true }, 'scanner', 'machine'],
    ['Outlook.com', { address: MICROSOFT }, 'outlook_proxy', 'likely'],
    ['Outlook on a desktop', { userAgent: OUTLOOK }, 'direct', 'likely'],
    ['Outlook on a desktop in the cloud', { userAgent: OUTLOOK, address: MICROSOFT }, 'direct', 'likely'],
    ['a request for the headers alone', { method: 'HEAD' }, 'scanner', 'machine'],
    [
      'a request for the headers alone under the name of Gmail',
      { method: 'HEAD', userAgent: GMAIL },
      'scanner',
      'machine',
    ],
    ['a browser that fetches ahead', { purpose: 'prefetch;prerender' }, 'prefetch', 'machine'],
    ['a browser within two seconds of the send', { message: { sentAt: NOON - 1_999 } }, 'scanner', 'machine'],
    ['a browser two seconds after the send', { message: { sentAt: NOON - 2_000 } }, 'direct', 'likely'],
    ['a browser before the send was told', { message: { sentAt: null } }, 'direct', 'likely'],
    [
      'a colleague in the same building at once',
      { address: null, message: { sentAt: NOON - 100 } },
      'direct',
      'likely',
    ],
    ['a phone as the mail comes in', { userAgent: IPHONE, message: { sentAt: NOON - 1_500 } }, 'direct', 'likely'],
    ["a mail filter's network", { address: '148.163.140.9' }, 'scanner', 'machine'],
    [
      'a crawler',
      { userAgent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' },
      'scanner',
      'machine',
    ],
    [
      'a crawler that shows itself as a phone',
      { userAgent: `${ANDROID('Nexus 5X Build/MMB29P')} (compatible; Googlebot/2.1; +http://www.google.com/bot.html)` },
      'scanner',
      'machine',
    ],
    [
      'a crawler named beside the phone it pretends to be',
      { userAgent: ANDROID('Pixel 2 Build/OPD3.170816.012; Storebot-Google/1.0') },
      'scanner',
      'machine',
    ],
    ['a crawler named in place of a phone', { userAgent: ANDROID('ExampleBot/1.0') }, 'scanner', 'machine'],
    ['a phone by Cubot', { userAgent: ANDROID('CUBOT P30') }, 'direct', 'likely'],
    ['a phone by Cubot with its build', { userAgent: ANDROID('CUBOT NOTE S Build/LMY47I; wv') }, 'direct', 'likely'],
    ['a phone by Cubot with its language', { userAgent: ANDROID('en-us; CUBOT X6 Build/JDQ39') }, 'direct', 'likely'],
    ['a phone named after a spider', { userAgent: ANDROID('Spider 5G') }, 'direct', 'likely'],
    ['three links at once', { linksFollowed: 3 }, 'scanner', 'machine'],
    ['two links at once', { linksFollowed: 2 }, 'direct', 'confirmed'],
    ['three links at once behind a relay', { linksFollowed: 3, address: APPLE_RELAY }, 'scanner', 'machine'],
    ["a link followed from Microsoft's network", { linksFollowed: 1, address: MICROSOFT }, 'scanner', 'machine'],
    ['a link followed under the name of an image proxy', { linksFollowed: 1, userAgent: GMAIL }, 'scanner', 'machine'],
    ["a link followed behind Apple's relay", { linksFollowed: 1, address: APPLE_RELAY }, 'other_proxy', 'likely'],
    ['a browser in a data centre', { address: HETZNER }, 'scanner', 'machine'],
    ['a browser in a data centre over IPv6', { address: '2a01:4f9:c010::1' }, 'scanner', 'machine'],
    ['no user agent in a data centre', { address: HETZNER, userAgent: '' }, 'scanner', 'machine'],
    ["Gmail's proxy from a data centre", { address: HETZNER, userAgent: GMAIL }, 'gmail_proxy', 'likely'],
    ["Yahoo's proxy from a data centre", { address: HETZNER, userAgent: YAHOO }, 'yahoo_proxy', 'likely'],
    ['Outlook on a rented desktop', { address: HETZNER, userAgent: OUTLOOK }, 'direct', 'likely'],
    [
      'Outlook.com as the mail arrives',
      { address: MICROSOFT, message: { sentAt: NOON - 900 } },
      'outlook_proxy',
      'likely',
    ],
    ['Proton', { address: '185.70.42.1' }, 'other_proxy', 'machine'],
    ["a browser behind Apple's relay", { address: '104.28.9.9', userAgent: IPHONE }, 'other_proxy', 'likely'],
    ["a browser from Google's own network", { address: GOOGLE }, 'other_proxy', 'likely'],
    [
      "another service's image proxy",
      { userAgent: 'Mozilla/5.0 (compatible; MailRuImageProxy/1.0)' },
      'other_proxy',
      'likely',
    ],
    ['a browser', {}, 'direct', 'likely'],
    ['a phone', { userAgent: IPHONE }, 'direct', 'likely'],
    [
      'Apple Mail without the protection',
      { userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)' },
      'direct',
      'likely',
    ],
    ['a program that is not known', { userAgent: 'Quill/3' }, 'direct', 'likely'],
    ['no user agent at all', { userAgent: '' }, 'direct', 'likely'],
    ['one that was forgotten in a crash', { forgotten: true }, 'direct', 'likely'],
    ['the headers alone, forgotten in a crash', { forgotten: true, method: 'HEAD' }, 'scanner', 'machine'],
  ])('%s', (_who, given, kind, confidence) => {
    const verdict = judge(aHit(given));
    expect(verdict).toMatchObject({ kind, confidence });
    expect(verdict.reason).toMatch(/^[A-Z0-9].{20,}\.$/);
    expect(verdict.reason).not.toMatch(/\d+\.\d+\.\d+/);
    expect(verdict.rule).not.toBe('');
  });

  it('never gives the place or the device of a proxy, a machine or the sender', () => {
    for (const given of [
      { userAgent: GMAIL, address: GOOGLE },
      { userAgent: GMAIL },
      { userAgent: GMAIL_AHEAD, address: GOOGLE },
      { userAgent: YAHOO },
      { userAgent: 'Mozilla/5.0', address: APPLE_RELAY },
      { userAgent: 'Mozilla/5.0' },
      { address: MICROSOFT },
      { address: '104.28.9.9' },
      { method: 'HEAD' },
      { ownViews: [{ from: NOON, to: NOON }] },
      { forgotten: true },
    ]) {
      expect(judge(aHit(given))).toMatchObject({ placeAllowed: false, clientAllowed: false });
    }
    expect(judge(aHit())).toMatchObject({ placeAllowed: true, clientAllowed: true });
  });
});

describe("the sender's own view", () => {
  const ownViews = [{ from: NOON - 1_000, to: NOON + 1_000 }];

  it('takes every look within it, both ends included, and none outside', () => {
    for (const userAgent of [GMAIL, CHROME, YAHOO]) expect(judge(aHit({ userAgent, ownViews })).kind).toBe('self');
    expect(judge(aHit({ ownViews, arrivedAt: NOON + 1_000 })).kind).toBe('self');
    expect(judge(aHit({ ownViews, arrivedAt: NOON - 1_001 })).kind).toBe('direct');
    expect(judge(aHit({ ownViews, arrivedAt: NOON + 1_001 })).kind).toBe('direct');
  });

  it("leaves a machine's fetch a machine's", () => {
    expect(judge(aHit({ ownViews, method: 'HEAD' })).kind).toBe('scanner');
    expect(judge(aHit({ ownViews, userAgent: 'Mozilla/5.0' })).kind).toBe('apple_privacy');
  });
});

describe('the same look fetched twice', () => {
  const look: EarlierLook = { at: NOON, kind: 'direct', traits: 'Chrome 146|Windows 10|Utrecht' };
  const verdict = judge(aHit());

  it('is a duplicate within the set time, before or after', () => {
    for (const at of [NOON - 10_000, NOON, NOON + 10_000]) {
      expect(repeated(verdict, look, [{ ...look, at }], 10_000).kind).toBe('duplicate');
    }
    expect(repeated(verdict, look, [{ ...look, at: NOON - 10_001 }], 10_000)).toBe(verdict);
    expect(repeated(verdict, look, [{ ...look, at: NOON - 10_001 }], 60_000).kind).toBe('duplicate');
  });

  it('is not one when somebody else looked, or a machine fetched', () => {
    expect(repeated(verdict, look, [{ ...look, traits: 'Safari 18|iOS 18|Utrecht' }], 10_000)).toBe(verdict);
    expect(repeated(verdict, look, [{ ...look, kind: 'gmail_proxy' }], 10_000)).toBe(verdict);
    const head = judge(aHit({ method: 'HEAD' }));
    expect(repeated(head, { ...look, kind: 'scanner' }, [{ ...look, kind: 'scanner' }], 10_000)).toBe(head);
  });

  it('does not count, and neither does the sender or a machine', () => {
    expect(isLook(verdict)).toBe(true);
    expect(isLook(repeated(verdict, look, [look], 10_000))).toBe(false);
    expect(isLook(judge(aHit({ method: 'HEAD' })))).toBe(false);
    expect(isLook(judge(aHit({ ownViews: [{ from: NOON, to: NOON }] })))).toBe(false);
  });
});
