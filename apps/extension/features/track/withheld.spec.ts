import { describe, expect, it } from '@jest/globals';
import type { PreparedMessage } from '@openly/contracts';
import { withheld } from './withheld';

const bare = { reason: 'domain_not_tracked', pixelHtml: null, noticeHtml: null } as PreparedMessage;
const to = (...emails: string[]) => emails.map((email) => ({ email, field: 'to' as const }));

describe('a mail to a domain that the team does not track', () => {
  it.each([
    [to('ann@example.com'), 'Your team does not track mail to example.com.'],
    [to('ann@example.com', 'bob@EXAMPLE.com'), 'Your team does not track mail to example.com.'],
    // Which of them it is, is not said.
    [to('ann@example.com', 'bob@example.net'), 'Your team does not track mail to a domain among its readers.'],
  ])('says so of %j', (recipients, title) => {
    expect(withheld(bare, recipients)).toEqual({ code: 'domain_not_tracked', title });
  });
});
