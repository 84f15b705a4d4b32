import { describe, expect, it } from '@jest/globals';
import { scheduleStatus } from '@openly/contracts';
import { explainSchedule, scheduleExplanations } from './explanations.js';
import { type MoveReason, mayMove, scheduleMoves, statusesThatMay } from './moves.js';

const statuses = scheduleStatus.options;

/** Every allowed move written a second time, as `from > to: reason`. */
const allowed = [
  'new > scheduled: created',
  'scheduled > scheduled: changed',
  'scheduled > scheduled: send_now',
  'scheduled > paused: paused',
  'scheduled > sending: claimed',
  'scheduled > cancelled: cancelled',
  'paused > paused: changed',
  'paused > scheduled: resumed',
  'paused > scheduled: send_now',
  'paused > needs_decision: missed_while_paused',
  'paused > cancelled: cancelled',
  'sending > sending: claimed',
  'sending > sending: unclear',
  'sending > scheduled: postponed',
  'sending > sent: sent',
  'sending > sent: found_sent',
  'sending > needs_decision: asked',
  'sending > failed: failed',
  'needs_decision > scheduled: changed',
  'needs_decision > scheduled: send_now',
  'needs_decision > sending: send_now',
  'needs_decision > cancelled: cancelled',
  'failed > scheduled: changed',
  'failed > scheduled: send_now',
  'failed > cancelled: cancelled',
];

const reasons: MoveReason[] = [
  'created',
  'changed',
  'paused',
  'resumed',
  'missed_while_paused',
  'send_now',
  'cancelled',
  'claimed',
  'postponed',
  'unclear',
  'sent',
  'found_sent',
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

  it.each(['sent', 'cancelled'] as const)('lead nowhere from %s', (status) => {
    expect(scheduleMoves[status]).toEqual({});
  });

  it('reach sent only by way of sending', () => {
    expect(statuses.filter((from) => scheduleMoves[from].sent)).toEqual(['sending']);
  });

  it('let nobody cancel a mail that is being sent', () => {
    expect(statusesThatMay('cancelled', 'cancelled')).not.toContain('sending');
  });
});

describe('explanations', () => {
  it('are a sentence for every code', () => {
    for (const { sentence } of Object.values(scheduleExplanations)) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });

  it('offer something to do wherever a decision is asked or a mail failed', () => {
    for (const code of [
      'draft_missing',
      'send_unknown',
      'send_unconfirmed',
      'gmail_unavailable',
      'missed_while_paused',
    ])
      expect(explainSchedule('needs_decision', code).actions.length).toBeGreaterThan(0);
    for (const code of ['gmail_refused', 'draft_without_recipients', 'too_many_recipients', 'draft_too_large'])
      expect(explainSchedule('failed', code).actions).toContain('send_now');
  });

  it('offer no cancelling of a mail that may have gone out', () => {
    for (const code of [null, ...Object.keys(scheduleExplanations)])
      expect(explainSchedule('sending', code).actions).not.toContain('cancel');
  });
});
