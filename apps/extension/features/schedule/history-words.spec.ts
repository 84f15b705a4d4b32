import { describe, expect, it } from '@jest/globals';
import type { ScheduleEvent } from '@openly/contracts';
import { scheduleMoves } from '@openly/scheduling';
import { pastEvent } from './history-words';

const at = '2026-11-23T07:00:00Z';
const past = (what: string, to: ScheduleEvent['to'], code: string | null) => pastEvent({ at, to, what, code }).words;

describe('the history of a scheduled mail', () => {
  it('is told in plain words, with the reason where there is one', () => {
    expect(past('created', 'scheduled', null)).toBe('Scheduled.');
    expect(past('postponed', 'scheduled', 'gmail_busy')).toBe(
      'Put off. Gmail did not take the mail yet. Openly tries again by itself.',
    );
    expect(past('failed', 'failed', 'draft_too_large')).toMatch(/^Not sent\. The mail is larger than the 25 MB/);
    expect(past('sent', 'sent', null)).toBe('Sent.');
  });

  it('has words for every move there is', () => {
    const reasons = Object.values(scheduleMoves).flatMap((moves) => Object.values(moves).flat());
    for (const what of reasons) expect(past(what, 'scheduled', null)).toMatch(/^[A-Z]/);
  });

  it('gives what a later server says as it stands', () => {
    expect(past('moved_by_magic', 'scheduled', null)).toBe('moved by magic.');
  });
});
