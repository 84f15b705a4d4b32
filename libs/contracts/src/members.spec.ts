import { describe, expect, it } from '@jest/globals';
import { domainName, invitationTokenIn, removeMember } from './members.js';

const token = 'Zm9vYmFyYmF6LWFuZC1tb3JlLXRleHQtdGhhbi10_-A';

describe('what somebody pastes of an invitation', () => {
  it.each([
    token,
    ` ${token}\n`,
    `https://openly.example.org/join/${token}`,
    `https://openly.example.org/join/${token}/`,
    `http://127.0.0.1:3000/join/${token}?from=mail#top`,
    `openly.example.org/join/${token}`,
  ])('is understood: %j', (pasted) => {
    expect(invitationTokenIn(pasted)).toBe(token);
  });

  it.each([
    '',
    'https://openly.example.org/join/',
    `${token}x`,
    token.slice(1),
    `${token} and more`,
    'x'.repeat(100_000),
  ])('is none: %#', (pasted) => {
    expect(invitationTokenIn(pasted)).toBeNull();
  });
});

describe('a domain', () => {
  it.each(['example.com', 'EXAMPLE.com', 'a.b-c.example', 'xn--bcher-kva.example'])('is %s', (domain) => {
    expect(domainName.parse(domain)).toBe(domain.toLowerCase());
  });

  it.each([
    'example',
    '.example.com',
    'example..com',
    'a@example.com',
    '-a.example',
    `${'a'.repeat(64)}.example`,
    'b ü.de',
  ])('is not %s', (domain) => {
    expect(domainName.safeParse(domain).success).toBe(false);
  });
});

describe('what becomes of waiting mail', () => {
  it('goes to a member where it is handed over, and only then', () => {
    const to = '0198f2a0-0000-7000-8000-000000000001';
    const valid = [{}, { schedules: 'cancel' }, { schedules: 'handOver', to }];
    const not = [{ to }, { schedules: 'handOver' }, { schedules: 'cancel', to }, { schedules: 'keep' }];
    expect(valid.map((query) => removeMember.safeParse(query).success)).toEqual([true, true, true]);
    expect(not.map((query) => removeMember.safeParse(query).success)).toEqual([false, false, false, false]);
  });
});
