import { describe, expect, it } from '@jest/globals';
import type { ScheduleStatus } from '@openly/contracts';
import { explainSchedule } from '@openly/scheduling';
import { rowLabel } from './row-labels';
import { buildSchedule } from './schedule.fixture';
import { troubleNews, troubleOf } from './trouble';

/** A schedule as the server describes it. */
const told = (status: ScheduleStatus, code: string | null) =>
  buildSchedule({ status, code, ...explainSchedule(status, code) });
const NOW = Date.parse('2026-11-23T09:00:00Z');

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

  it.each([
    ['scheduled', 'reauthorise', 'Sign in again', true],
    ['sending', 'reauthorise', 'Sign in again', true],
    ['scheduled', 'gmail_busy', 'Not sent yet', false],
    ['scheduled', 'daily_limit', 'Not sent yet', false],
    ['sending', 'checking', 'Not sent yet', false],
    ['scheduled', 'a_code_of_a_later_server', 'Not sent yet', false],
    ['paused', null, 'Paused', false],
    ['needs_decision', 'send_unknown', 'Needs your decision', true],
    ['failed', 'gmail_refused', 'Not sent', true],
  ] as const)('is trouble when it stands at %s with the code %s', (status, code, short, asksSender) => {
    const schedule = told(status, code);
    expect(troubleOf(schedule)).toMatchObject({ short, asksSender });
    const label = rowLabel(schedule, NOW);
    expect(label).toMatchObject({ title: short, color: '#b3261e' });
    if (schedule.explanation) expect(label.description).toBe(schedule.explanation);
    expect(label.title).not.toContain('Goes out');
  });

  it('is nothing once it was sent, whatever the note on it', () => {
    expect(troubleOf(told('sent', 'untracked_text_only'))).toBeNull();
  });

  it('is said in Gmail with the server’s sentence, and a way to sign in where that is all it takes', () => {
    expect(troubleNews(told('scheduled', 'reauthorise'))).toEqual({
      text: '“Contract to sign”: Gmail access was withdrawn or has expired. The mail goes out as soon as you sign in again.',
      signIn: true,
    });
    expect(troubleNews(told('failed', 'draft_without_recipients'))).toEqual({
      text: '“Contract to sign”: Not sent. The draft has nobody in To, Cc or Bcc. Openly’s window shows what you can do.',
      signIn: false,
    });
    expect(troubleNews(told('sent', null))).toBeNull();
  });
});
