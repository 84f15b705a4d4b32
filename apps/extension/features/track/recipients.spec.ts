import { describe, expect, it } from '@jest/globals';
import { sameRecipients } from './recipients';

const to = (email: string) => ({ email, field: 'to' as const });

describe('comparing readers', () => {
  it('ignores order, case, names and repeats', () => {
    expect(
      sameRecipients(
        [to('a@x.example'), to('B@x.example')],
        [{ ...to('b@X.example'), name: 'B' }, to('a@x.example'), to('a@x.example')],
      ),
    ).toBe(true);
  });

  it('sees a reader more, a reader less, and one moved to another field', () => {
    expect(sameRecipients([to('a@x.example')], [to('a@x.example'), to('b@x.example')])).toBe(false);
    expect(sameRecipients([to('a@x.example')], [])).toBe(false);
    expect(sameRecipients([to('a@x.example')], [{ email: 'a@x.example', field: 'bcc' }])).toBe(false);
  });
});
