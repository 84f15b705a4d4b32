import { describe, expect, it } from '@jest/globals';
import { type ScheduleStatus, scheduleStatus } from '@openly/contracts';
import fc from 'fast-check';
import { explainSchedule, scheduleExplanations } from './explanations.js';
import { type MoveReason, mayMove, scheduleMoves } from './moves.js';

const statuses = scheduleStatus.options;

/** Every allowed move written a second time, as `from > to: reason`. */
const allowed = [
  'new > scheduled: created',
  'new > scheduled: handed_over',
  'scheduled > scheduled: changed',
  'scheduled > scheduled: zone_rules_changed',
  'scheduled > scheduled: send_now',
  'scheduled > scheduled: spread',
  'scheduled > paused: paused',
  'scheduled > sending: claimed',
  'scheduled > cancelled: cancelled',
  'scheduled > cancelled: skipped',
  'scheduled > needs_decision: asked',
  'scheduled > cancelled: handed_over',
  'scheduled > sent: answered_late',
  'paused > paused: changed',
  'paused > paused: zone_rules_changed',
  'paused > scheduled: resumed',
  'paused > scheduled: send_now',
  'paused > needs_decision: missed_while_paused',
  'paused > cancelled: cancelled',
  'paused > cancelled: skipped',
  'paused > cancelled: handed_over',
  'paused > sent: answered_late',
  'sending > sending: claimed',
  'sending > sending: unclear',
  'sending > scheduled: postponed',
  'sending > paused: paused',
  'sending > sent: sent',
  'sending > sent: found_sent',
  'sending > sent: sent_by_hand',
  'sending > sent: answered_late',
  'sending > needs_decision: asked',
  'sending > failed: failed',
  'sending > cancelled: condition_not_met',
  'needs_decision > scheduled: changed',
  'needs_decision > scheduled: send_now',
  'needs_decision > scheduled: draft_restored',
  'needs_decision > sending: send_now',
  'needs_decision > cancelled: cancelled',
  'needs_decision > cancelled: skipped',
  'needs_decision > cancelled: handed_over',
  'needs_decision > sent: answered_late',
  'failed > scheduled: changed',
  'failed > scheduled: send_now',
  'failed > scheduled: draft_restored',
  'failed > cancelled: cancelled',
  'failed > cancelled: skipped',
  'failed > sent: answered_late',
  'cancelled > sent: answered_late',
];

const reasons: MoveReason[] = [
  'created',
  'changed',
  'zone_rules_changed',
  'draft_restored',
  'paused',
  'resumed',
  'missed_while_paused',
  'send_now',
  'cancelled',
  'handed_over',
  'claimed',
  'spread',
  'postponed',
  'condition_not_met',
  'skipped',
  'unclear',
  'sent',
  'found_sent',
  'sent_by_hand',
  'answered_late',
  'asked',
  'failed',
];

describe('the moves of a schedule', () => {
  it('are these and no others', () => {
    const found = (['new', ...statuses] as const).flatMap((from) =>
      statuses.flatMap((to) =>
        reasons.filter((reason) => mayMove(from, to, reason)).map((reason) => `${from} > ${to}: ${reason}`),
      ),
    );
    expect(found.sort()).toEqual([...allowed].sort());
  });

  it('lead nowhere from sent', () => {
    expect(scheduleMoves.sent).toEqual({});
  });

  it('lead from cancelled nowhere but to what Gmail has done all the same', () => {
    expect(scheduleMoves.cancelled).toEqual({ sent: ['answered_late'] });
  });

  it('reach sent only by way of sending, or by an answer of Gmail that came late', () => {
    for (const from of statuses.filter((status) => status !== 'sending' && status !== 'sent'))
      expect(scheduleMoves[from].sent).toEqual(['answered_late']);
  });

  it('let nobody cancel a mail that is being sent', () => {
    expect(mayMove('sending', 'cancelled', 'cancelled')).toBe(false);
  });
});

describe('a schedule, whatever happens to it', () => {
  const move = fc.tuple(fc.constantFrom(...statuses), fc.constantFrom(...reasons));

  it('is sent at most once, and once cancelled nobody sends it', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 200 }), (tries) => {
        let at: ScheduleStatus = 'scheduled';
        const sends: ScheduleStatus[] = [];
        for (const [to, reason] of tries) {
          if (!mayMove(at, to, reason)) continue;
          expect(at).not.toBe('sent');
          if (at === 'cancelled') expect([to, reason]).toEqual(['sent', 'answered_late']);
          if (to === 'sent') sends.push(at);
          at = to;
        }
        expect(sends.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('always has a way on until it is sent or cancelled', () => {
    for (const from of statuses.filter((status) => status !== 'sent' && status !== 'cancelled')) {
      const seen = new Set<ScheduleStatus>([from]);
      for (const status of seen) for (const to of Object.keys(scheduleMoves[status]) as ScheduleStatus[]) seen.add(to);
      expect(seen).toContain('sent');
      expect(seen).toContain('cancelled');
    }
  });
});

describe('explanations', () => {
  it('are a sentence for every code', () => {
    for (const { sentence } of Object.values(scheduleExplanations)) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });

  it('offer something to do wherever a decision is asked or a mail failed', () => {
    for (const code of [
      'draft_missing',
      'unverified',
      'missed',
      'missed_while_paused',
      'followed_mail_not_sent',
      'opening_unknown',
    ])
      expect(explainSchedule('needs_decision', code).actions.length).toBeGreaterThan(0);
    for (const code of [
      'gmail_refused',
      'gmail_read_refused',
      'draft_without_recipients',
      'too_many_recipients',
      'draft_too_large',
    ])
      expect(explainSchedule('failed', code).actions).toContain('send_now');
  });

  it('offer no cancelling of a mail that may have gone out', () => {
    for (const code of [null, ...Object.keys(scheduleExplanations)])
      expect(explainSchedule('sending', code).actions).not.toContain('cancel');
  });
});
