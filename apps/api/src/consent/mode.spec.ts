import { describe, expect, it } from '@jest/globals';
import { type ConsentMode, consentMode } from '@openly/contracts';
import fc from 'fast-check';
import {
  keptAsItWentOut,
  type LatestDecision,
  type ReaderStanding,
  standingOf,
  strictestMode,
  treatmentOf,
} from './mode.js';

const silent: ReaderStanding = {
  refuses: false,
  allows: false,
  saidNo: false,
  askedLately: false,
  domainNotTracked: false,
};
const colleague = { ...silent, domainNotTracked: true };
const asked = { ...silent, askedLately: true };
const allows = { ...silent, allows: true };
const refuses = { ...silent, refuses: true, saidNo: true };
const refusedOneMail = { ...silent, saidNo: true };
const anyStanding = fc.record<ReaderStanding>({
  refuses: fc.boolean(),
  allows: fc.boolean(),
  saidNo: fc.boolean(),
  askedLately: fc.boolean(),
  domainNotTracked: fc.boolean(),
});
const readers = fc.array(anyStanding, { minLength: 1, maxLength: 5 });
const modes = fc.constantFrom(...consentMode.options);

/** From what tells a mail's sender nothing to what tells most. */
const STRICTNESS = [
  'tracking_off',
  'domain_not_tracked',
  'reader_refused',
  'no_recipients',
  'awaiting_reader',
  'reader_asked',
  'tracked',
];
const looseness = (...given: Parameters<typeof treatmentOf>) => STRICTNESS.indexOf(treatmentOf(...given));

describe('what a mail goes out with', () => {
  it.each<[ConsentMode, string, ReaderStanding[], string]>([
    ['off', 'one who allows', [allows], 'tracking_off'],
    ['off', 'nobody', [], 'tracking_off'],
    ['notice', 'nobody', [], 'no_recipients'],
    ['notice', 'one who never said anything', [silent], 'tracked'],
    ['notice', 'one who was asked and kept silent', [asked], 'tracked'],
    ['notice', 'one who stopped another mail alone', [refusedOneMail], 'tracked'],
    ['notice', 'one who refuses', [refuses], 'reader_refused'],
    ['notice', 'one who refuses among those who allow', [allows, refuses, allows], 'reader_refused'],
    ['notice', 'one in a domain that is not tracked', [colleague], 'domain_not_tracked'],
    ['notice', 'one of two in such a domain', [allows, colleague], 'domain_not_tracked'],
    ['notice', 'one in such a domain and one who refuses', [refuses, colleague], 'domain_not_tracked'],
    ['ask', 'one in such a domain who allows', [{ ...colleague, allows: true }], 'domain_not_tracked'],
    ['off', 'one in such a domain', [colleague], 'tracking_off'],
    ['ask', 'nobody', [], 'no_recipients'],
    ['ask', 'one who never said anything', [silent], 'reader_asked'],
    ['ask', 'one who was asked and kept silent', [asked], 'awaiting_reader'],
    ['ask', 'one who allows', [allows], 'tracked'],
    ['ask', 'one who allows and was asked', [{ ...allows, askedLately: true }], 'tracked'],
    ['ask', 'one who refuses', [refuses], 'reader_refused'],
    ['ask', 'one who refuses the server and allows the sender', [{ ...refuses, allows: true }], 'reader_refused'],
    ['ask', 'one who stopped another mail alone', [refusedOneMail], 'awaiting_reader'],
    ['ask', 'all who allow', [allows, allows], 'tracked'],
    ['ask', 'one of two who allows', [allows, silent], 'reader_asked'],
    ['ask', 'one who allows and one who was asked', [allows, asked], 'awaiting_reader'],
    ['ask', 'one who was asked and one who was not', [asked, silent], 'awaiting_reader'],
    ['ask', 'one who once said no and one who was never asked', [refusedOneMail, silent], 'awaiting_reader'],
    ['ask', 'one who refuses and one who was never asked', [refuses, silent], 'reader_refused'],
  ])('in mode %s to %s', (mode, _, standings, treatment) => {
    expect(treatmentOf(mode, standings)).toBe(treatment);
  });

  it('is never more in a stricter mode', () => {
    fc.assert(
      fc.property(modes, modes, readers, (one, other, standings) => {
        const [strict, loose] = [strictestMode(one, other), one === strictestMode(one, other) ? other : one];
        expect(looseness(strict, standings)).toBeLessThanOrEqual(looseness(loose, standings));
      }),
    );
  });

  it('is tracked by nobody’s leave but that of all, and never against a refusal', () => {
    fc.assert(
      fc.property(modes, readers, (mode, standings) => {
        const treatment = treatmentOf(mode, standings);
        if (standings.some((reader) => reader.refuses)) {
          expect(['tracking_off', 'domain_not_tracked', 'reader_refused']).toContain(treatment);
        }
        if (standings.some((reader) => reader.domainNotTracked)) {
          expect(['tracking_off', 'domain_not_tracked']).toContain(treatment);
        }
        if (mode !== 'ask') return;
        if (standings.some((reader) => !reader.allows)) expect(treatment).not.toBe('tracked');
        const isNotToBeAsked = standings.some((reader) => !reader.allows && (reader.saidNo || reader.askedLately));
        if (isNotToBeAsked) expect(treatment).not.toBe('reader_asked');
      }),
    );
  });

  it('is no more for one reader more', () => {
    fc.assert(
      fc.property(modes, readers, anyStanding, (mode, standings, another) => {
        expect(looseness(mode, [...standings, another])).toBeLessThanOrEqual(looseness(mode, standings));
      }),
    );
  });
});

describe('the mode in force', () => {
  it('is the strictest of all that are given', () => {
    expect(strictestMode('notice', 'ask', null)).toBe('ask');
    expect(strictestMode('notice', undefined, 'notice')).toBe('notice');
    expect(strictestMode('ask', 'off', 'notice')).toBe('off');
  });
});

describe('a mail that is out', () => {
  it.each([
    ['tracked', 'ask', { tracked: false, asks: true }, 'reader_asked'],
    ['tracked', 'ask', { tracked: false, asks: false }, 'awaiting_reader'],
    ['tracked', 'notice', { tracked: false, asks: false }, 'reader_refused'],
    ['tracked', 'ask', { tracked: true, asks: false }, 'tracked'],
    ['reader_asked', 'ask', { tracked: true, asks: false }, 'awaiting_reader'],
    ['reader_asked', 'ask', { tracked: false, asks: false }, 'awaiting_reader'],
    ['reader_asked', 'ask', { tracked: false, asks: true }, 'reader_asked'],
    ['reader_refused', 'ask', { tracked: true, asks: false }, 'reader_refused'],
    ['tracking_off', 'off', { tracked: true, asks: false }, 'tracking_off'],
  ] as const)('that would be %s in mode %s and went out as %j is %s', (treatment, mode, went, kept) => {
    expect(keptAsItWentOut(treatment, mode, went)).toBe(kept);
  });
});

describe('where a reader stands', () => {
  const said = (...decisions: [LatestDecision['reach'], LatestDecision['decision']][]) =>
    standingOf(
      decisions.map(([reach, decision], place) => ({ reach, decision, place })),
      false,
    );

  it.each([
    ['nothing', said(), silent],
    ['yes to this mail', said(['message', 'allow']), allows],
    ['yes to another mail', said(['other_message', 'allow']), silent],
    ['yes to the sender', said(['sender', 'allow']), allows],
    [
      'no to the server, then yes to the sender',
      said(['server', 'refuse'], ['sender', 'allow']),
      { ...allows, refuses: true },
    ],
    [
      'yes to the server, then no to the sender',
      said(['server', 'allow'], ['sender', 'refuse']),
      { ...refuses, allows: true },
    ],
    ['no to another mail', said(['other_message', 'refuse']), refusedOneMail],
    ['no to another mail, then yes to the sender', said(['other_message', 'refuse'], ['sender', 'allow']), allows],
    [
      'yes to the sender, then no to another mail',
      said(['sender', 'allow'], ['other_message', 'refuse']),
      { ...allows, saidNo: true },
    ],
  ])('having said %s', (_, standing, expected) => {
    expect(standing).toEqual(expected);
  });
});
