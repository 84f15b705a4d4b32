import { describe, expect, it } from '@jest/globals';
import type { ScheduleStatus } from '@openly/contracts';
import { explainSchedule } from '@openly/scheduling';
import { repeatedLabel, rowLabel } from './row-labels';
import { buildSchedule, buildSeries } from './schedule.fixture';
import { troubleNote, troubleOf } from './trouble';

/** A schedule as the server describes it. */
const told = (status: ScheduleStatus, code: string | null) =>
  buildSchedule({ status, code, gmailThreadId: '18fa', ...explainSchedule(status, code) });
const NOW = Date.parse('2026-11-23T09:00:00Z');
const scheduleId = buildSchedule().id;

describe('what a scheduled mail says of itself', () => {
  it('is nothing but its hour while all is well', () => {
    expect(troubleOf(told('scheduled', null))).toBeNull();
    expect(rowLabel(told('scheduled', null), NOW)).toEqual({
      title: 'Goes out Mon 23 Nov, 08:00',
      color: '#0f766e',
      description: null,
    });
    expect(rowLabel(told('sending', null), NOW).title).toBe('Sending…');
  });

  it.each(['spread', 'following'])('is no trouble when it waits as it should (%s)', (code) => {
    const schedule = { ...told('scheduled', code), expectedAt: '2026-11-23T13:32:00Z' };
    expect(troubleOf(schedule)).toBeNull();
    expect(rowLabel(schedule, NOW)).toEqual({
      title: 'Goes out Mon 23 Nov, 14:32',
      color: '#0f766e',
      description: schedule.explanation,
    });
  });

  it.each([
    ['scheduled', 'reauthorise', 'Sign in again', true],
    ['sending', 'reauthorise', 'Sign in again', true],
    ['scheduled', 'gmail_busy', 'Not sent yet', false],
    ['scheduled', 'daily_limit', 'Not sent yet', false],
    ['sending', 'checking', 'Not sent yet', false],
    ['scheduled', 'a_code_of_a_later_server', 'Not sent yet', false],
    ['paused', null, 'Paused', false],
    ['needs_decision', 'missed', 'Needs your decision', true],
    ['needs_decision', 'unverified', 'Needs your decision', true],
    ['failed', 'gmail_refused', 'Not sent', true],
  ] as const)('is trouble when it stands at %s with the code %s', (status, code, short, asksSender) => {
    const schedule = told(status, code);
    expect(troubleOf(schedule)).toMatchObject({ short, asksSender });
    const label = rowLabel(schedule, NOW);
    expect(label).toMatchObject({ title: short, color: asksSender ? '#b3261e' : '#8a5a00' });
    if (schedule.explanation) expect(label.description).toBe(schedule.explanation);
    expect(label.title).not.toContain('Goes out');
  });

  it('is how often it goes out where it is the draft of a series, unless that is held up', () => {
    expect(repeatedLabel(buildSeries())).toEqual({ title: 'Every Monday', color: '#0f766e', description: null });
    const explanation = 'Gmail no longer has the draft of this series.';
    expect(repeatedLabel(buildSeries({ status: 'needs_decision', explanation }))).toEqual({
      title: 'Needs your decision',
      color: '#b3261e',
      description: explanation,
    });
    expect(repeatedLabel(buildSeries({ status: 'paused' })).title).toBe('Paused');
  });

  it('is nothing once it was sent, whatever the note on it', () => {
    expect(troubleOf(told('sent', 'untracked_text_only'))).toBeNull();
  });

  it('is said in Gmail with the server’s sentence, and a way to sign in where that is all it takes', () => {
    expect(troubleNote(told('scheduled', 'reauthorise'))).toEqual({
      text: '“Contract to sign”: Gmail access was withdrawn or has expired. Sign in again: then it goes out, or, where that is later than you allow, asks you.',
      offer: { action: 'sign_in', scheduleId },
    });
    expect(troubleNote(told('sent', null))).toBeNull();
  });

  it.each([
    ['needs_decision', 'missed', { action: 'send_now', scheduleId }],
    ['needs_decision', 'draft_missing', { action: 'restore_draft', scheduleId }],
    ['failed', 'draft_without_recipients', { action: 'open_draft', gmailThreadId: '18fa' }],
  ] as const)('is said in Gmail with what helps when it stands at %s with the code %s', (status, code, offer) => {
    const schedule = told(status, code);
    expect(troubleNote(schedule)).toEqual({
      text: `“Contract to sign”: ${troubleOf(schedule)?.short}. ${schedule.explanation} Openly’s window shows what you can do.`,
      offer,
    });
  });
});
