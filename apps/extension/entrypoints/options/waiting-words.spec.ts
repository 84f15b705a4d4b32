import { describe, expect, it } from '@jest/globals';
import { becomesOf, stayingWords } from './waiting-words';

const none = { mails: 0, series: 0, asking: 0, beingSent: 0 };
const [FROM, TAKER] = ['sam@example.com', 'cleo@example.com'];

describe('what is said before somebody is removed', () => {
  it('is that nothing waits, where nothing does', () => {
    expect(becomesOf(none, FROM, null)).toEqual(['Nothing of theirs waits.']);
    expect(becomesOf(none, FROM, TAKER)).toEqual(['Nothing of theirs waits.']);
  });

  it('counts all that is stopped', () => {
    expect(becomesOf({ mails: 3, series: 1, asking: 2, beingSent: 1 }, FROM, null)).toEqual([
      '6 mails and 1 repeat will be stopped.',
    ]);
    expect(becomesOf({ ...none, asking: 1 }, FROM, null)).toEqual(['1 mail will be stopped.']);
    expect(becomesOf({ ...none, series: 2 }, FROM, null)).toEqual(['2 repeats will be stopped.']);
  });

  it('tells what goes on by itself from what asks who takes it over', () => {
    const said = becomesOf({ mails: 1, series: 2, asking: 2, beingSent: 1 }, FROM, TAKER);
    expect(said).toEqual([
      '1 mail goes out from cleo@example.com at the same time.',
      '2 repeats go on from there.',
      expect.stringMatching(/^2 mails ask cleo@example\.com before .* in the mailbox of sam@example\.com/),
      '1 mail is just being sent. Until that is settled nobody is removed.',
    ]);
    expect(becomesOf({ ...none, mails: 2 }, FROM, TAKER)).toHaveLength(1);
  });
});

describe('what could not be handed over', () => {
  it('is counted by its reason', () => {
    const gone = 'Gmail has no such draft.';
    expect(
      stayingWords([
        { path: 'schedules.1', message: gone },
        { path: 'schedules.2', message: 'it is being sent' },
        { path: 'series.3', message: gone },
        { path: 'schedules.4', message: gone },
      ]),
    ).toEqual([`2 mails and 1 repeat: ${gone}`, '1 mail: it is being sent']);
  });
});
