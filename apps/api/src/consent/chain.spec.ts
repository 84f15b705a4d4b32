import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BEFORE_FIRST, instanceLink, type ProvenDecision, teamLink } from './chain.js';

const refusal: ProvenDecision = {
  teamId: '0198f2a0-0000-7000-8000-000000000001',
  id: '0198f2a0-0000-7000-8000-000000000002',
  accountId: '0198f2a0-0000-7000-8000-000000000003',
  messageId: '0198f2a0-0000-7000-8000-000000000004',
  emailHash: Buffer.from('026b31aa', 'hex'),
  decision: 'refuse',
  scope: 'sender',
  assurance: 'link',
  noticeVersion: '1',
  decidedAt: '2026-11-22T08:00:00.000Z',
};
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const zeros = '0'.repeat(64);

describe('the link of a decision', () => {
  it('is the SHA-256 of a text anybody can write down', () => {
    expect(teamLink(refusal, BEFORE_FIRST).toString('hex')).toBe(
      sha256(
        `openly decision 1
0198f2a0-0000-7000-8000-000000000001
0198f2a0-0000-7000-8000-000000000002
0198f2a0-0000-7000-8000-000000000003
0198f2a0-0000-7000-8000-000000000004
026b31aa
refuse
sender
link
1
2026-11-22T08:00:00.000Z
${zeros}`,
      ),
    );
    expect(instanceLink(Buffer.alloc(32, 0xab), BEFORE_FIRST).toString('hex')).toBe(
      sha256(`openly instance 1\n${'ab'.repeat(32)}\n${zeros}`),
    );
  });

  it('is another one when anything of it, or the link before it, is', () => {
    const changes: Partial<ProvenDecision>[] = [
      { teamId: refusal.accountId },
      { id: refusal.accountId },
      { accountId: refusal.id },
      { messageId: refusal.id },
      { emailHash: null },
      { emailHash: Buffer.from('026b31ab', 'hex') },
      { decision: 'allow' },
      { scope: 'server' },
      { assurance: 'mailbox' },
      { noticeVersion: '2' },
      { decidedAt: '2026-11-22T08:00:00.001Z' },
    ];
    const links = changes.map((change) => teamLink({ ...refusal, ...change }, BEFORE_FIRST));
    const all = [teamLink(refusal, BEFORE_FIRST), teamLink(refusal, Buffer.alloc(32, 1)), ...links];
    expect(new Set(all.map((link) => link.toString('hex'))).size).toBe(changes.length + 2);
    expect(new Set(changes.flatMap((change) => Object.keys(change)))).toEqual(new Set(Object.keys(refusal)));
  });

  it('tells apart decisions with any two notices, whatever stands in them', () => {
    const text = fc.string({ unit: fc.constantFrom('1', '\n', '-', 'refuse', '2026-11-22T08:00:00.000Z') });
    const time = fc.constantFrom('2026-11-22T08:00:00.000Z', '2027-11-22T08:00:00.000Z');
    fc.assert(
      fc.property(text, text, time, time, (one, other, decidedAt, later) => {
        fc.pre(one !== other || decidedAt !== later);
        expect(teamLink({ ...refusal, noticeVersion: one, decidedAt }, BEFORE_FIRST)).not.toEqual(
          teamLink({ ...refusal, noticeVersion: other, decidedAt: later }, BEFORE_FIRST),
        );
      }),
    );
  });
});
