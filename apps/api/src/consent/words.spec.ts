import { describe, expect, it } from '@jest/globals';
import { ago, clientWords, hostOf, inUtc, placeWords } from './words.js';

describe('times on the page', () => {
  it('are on the clock of UTC', () => {
    expect(inUtc(new Date('2026-11-22T08:00:59.999Z'))).toBe('22 November 2026, 08:00 UTC');
    expect(inUtc(new Date('2027-01-01T00:05:00+01:00'))).toBe('31 December 2026, 23:05 UTC');
  });

  it.each([
    ['2026-11-22T09:00:00Z', 'just now'],
    ['2026-11-22T08:59:01Z', 'just now'],
    ['2026-11-22T08:59:00Z', '1 minute ago'],
    ['2026-11-22T07:01:00Z', '1 hour ago'],
    ['2026-11-20T10:00:00Z', 'yesterday'],
    ['2026-11-01T09:00:00Z', '21 days ago'],
    ['2026-11-22T09:05:00Z', 'just now'],
  ])('%s is %s', (instant, words) => {
    expect(ago(new Date(instant), new Date('2026-11-22T09:00:00Z'))).toBe(words);
  });
});

describe('what is known of a look', () => {
  it('names client and system as far as they are known', () => {
    expect(clientWords({ client: 'Thunderbird', os: 'Linux', device: null })).toBe('Thunderbird on Linux');
    expect(clientWords({ client: null, os: 'iOS', device: 'iPhone' })).toBe('iOS, iPhone');
    expect(clientWords({ client: null, os: null, device: null })).toBeNull();
  });

  it('names the place, never coordinates', () => {
    expect(placeWords({ country: 'NL', region: 'Utrecht', city: 'Zeist', latitude: 52.1, longitude: 5.2 })).toBe(
      'Zeist, Netherlands',
    );
    expect(placeWords({ country: 'XX9' })).toBe('XX9');
    expect(placeWords(null)).toBeNull();
  });

  it('names a link by its host', () => {
    expect(hostOf('https://shop.example.org/a?secret=1')).toBe('shop.example.org');
    expect(hostOf('not a link')).toBe('not a link');
  });
});
