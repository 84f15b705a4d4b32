import { describe, expect, it } from '@jest/globals';
import { nameOf, titleOf } from './subjects';

const to = (subject: string | null) => ({ subject, recipients: ['ann@example.net', 'bob@example.org'] });

describe('a mail is named', () => {
  it('by its subject, or by having none', () => {
    expect([titleOf(to('Offer'), true), nameOf(to('Offer'), true)]).toEqual(['Offer', '“Offer”']);
    expect([titleOf(to(null), true), nameOf(to(null), true)]).toEqual(['(no subject)', '“(no subject)”']);
  });

  it('by its reader where the team keeps no subjects, never as one without a subject', () => {
    expect([titleOf(to(null), false), nameOf(to(null), false)]).toEqual([
      'Subject not kept',
      'the mail to ann@example.net',
    ]);
    expect(nameOf({ subject: null, recipients: [] }, false)).toBe('this mail');
    // Kept before that was switched off, and on its way still.
    expect([titleOf(to('Offer'), false), nameOf(to('Offer'), false)]).toEqual(['Offer', '“Offer”']);
  });
});
