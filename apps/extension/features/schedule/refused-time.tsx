import type { JSX } from 'preact';
import { failureOf, type Understood } from '../../protocol';
import type { Reading } from './use-understood';
import type { Options } from './wish';
import { choiceWords } from './words';

/** Why nothing was scheduled, and the time to offer instead. */
export interface Refused {
  said: string;
  next: Understood | null;
}

/**
 * Why a time was refused; where the team's hours forbid it, with the next one that they allow.
 * @param read what a time on the clock means, on the clock that the refused one was meant on
 */
export async function refusedBecause(error: unknown, read: (wallTime: string) => Promise<Reading>): Promise<Refused> {
  const { title, nextAllowed } = failureOf(error);
  const next = nextAllowed ? await read(nextAllowed.wallTime) : null;
  return { said: title, next: next && !('problem' in next) ? next : null };
}

export interface RefusedTimeProps {
  refused: Refused;
  /** How tests find it. */
  name: string;
  /** Of the page it stands in. */
  class: string;
  buttonClass: string;
  busy: boolean;
  options: Options;
  /** The sender's. */
  zone: string;
  now: number;
  choose(next: Understood): void;
}

/** Says why, and offers the other time where there is one. */
export function RefusedTime({
  refused,
  name,
  busy,
  options,
  zone,
  now,
  choose,
  ...page
}: RefusedTimeProps): JSX.Element {
  const { said, next } = refused;
  return (
    <div class={page.class} role="alert" data-openly={name}>
      {said}
      {next && (
        <div style="margin-top: 8px">
          <button
            type="button"
            class={page.buttonClass}
            data-openly="schedule-next-allowed"
            disabled={busy}
            onClick={() => choose(next)}
          >
            Schedule for {choiceWords(next, options, zone, now).filter(Boolean).join(', ')}
          </button>
        </div>
      )}
    </div>
  );
}
