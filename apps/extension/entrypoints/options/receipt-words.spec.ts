import { describe, expect, it } from '@jest/globals';
import { countsOf, draftsWords, googleWords } from './receipt-words';

describe('the receipt of a deleted account', () => {
  it('counts what there was, in a person’s words', () => {
    expect(countsOf({ removed: { opens: 3, hits: 9, messages: 12, series: 0, somethingNew: 4 } })).toEqual([
      ['Tracked mails', 12],
      ['Opens', 3],
    ]);
  });

  it('says until when Google is asked, and what the person can do meanwhile', () => {
    expect(googleWords({ googleGrant: 'revoked', googleRetryUntil: null })).toBe(
      'Openly’s access to your Gmail has ended.',
    );
    const words = googleWords({ googleGrant: 'pending', googleRetryUntil: '2026-11-29T12:00:00.000Z' });
    expect(words).toContain('until Sun 29 Nov to end');
    expect(words).toContain('myaccount.google.com/connections');
  });

  it('says that drafts stay in Gmail, where there are any', () => {
    expect(draftsWords(0)).toBeNull();
    expect(draftsWords(1)).toMatch(/^1 draft .* will not be sent\.$/);
    expect(draftsWords(3)).toMatch(/^3 drafts .* will not be sent\.$/);
  });
});
