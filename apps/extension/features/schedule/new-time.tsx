import type { Schedule } from '@openly/contracts';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Understood } from '../../protocol';
import { type Refused, RefusedTime, refusedBecause } from './refused-time';
import { browserZone, fieldValue } from './times';
import { browserLanguage, placeholders, readTime, useUnderstood } from './use-understood';
import { NO_OPTIONS } from './wish';
import { understoodWords } from './words';

export interface NewTimeProps {
  schedule: Pick<Schedule, 'deliverIn' | 'recipients'>;
  busy: boolean;
  /** Resolves when it was taken. @throws RequestFailed */
  choose(understood: Understood): Promise<void>;
}

/** Another time for a scheduled mail, in words or from a calendar; what was said last counts. */
export function NewTime({ schedule, busy, choose }: NewTimeProps): JSX.Element {
  const zone = browserZone();
  const [text, setText] = useState('');
  const [refused, setRefused] = useState<Refused | null>(null);
  const recipients = schedule.deliverIn === 'recipient' ? schedule.recipients : null;
  const read = (words: string) => readTime({ text: words, timeZone: zone, recipients });
  const { reading, readNow } = useUnderstood(text, read, schedule.recipients.join());
  const isDate = /^\d{4,6}-\d\d-\d\dT/.test(text);
  const write = (words: string) => {
    setRefused(null);
    setText(words);
  };

  async function submit(): Promise<void> {
    if (text.trim() === '') return setRefused({ said: 'Say when, or pick a date and a time.', next: null });
    const meant = await readNow();
    if ('problem' in meant) setRefused({ said: meant.problem, next: null });
    else await attempt(meant);
  }
  async function attempt(meant: Understood): Promise<void> {
    setRefused(null);
    try {
      await choose(meant);
    } catch (error) {
      setRefused(await refusedBecause(error, read));
    }
  }

  const said =
    reading && ('problem' in reading ? reading.problem : understoodWords(reading, NO_OPTIONS, zone, Date.now()));
  return (
    <form
      class="new-time"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <input
        type="text"
        aria-label="New time in words"
        data-openly="new-time-phrase"
        maxLength={200}
        placeholder={placeholders[browserLanguage() ?? 'en']}
        value={isDate ? '' : text}
        onInput={(event) => write(event.currentTarget.value)}
      />
      <input
        type="datetime-local"
        aria-label="New date and time"
        data-openly="new-time"
        min={fieldValue(Date.now() + 60_000)}
        value={isDate ? text : ''}
        onInput={(event) => write(event.currentTarget.value)}
      />
      <button type="submit" class="small" data-openly="new-time-submit" disabled={busy}>
        Schedule
      </button>
      {refused ? (
        <RefusedTime
          {...{ refused, busy, zone }}
          name="new-time-problem"
          class="trouble"
          buttonClass="small"
          options={{ ...NO_OPTIONS, onReadersClock: recipients !== null }}
          now={Date.now()}
          choose={(next) => void attempt(next)}
        />
      ) : (
        <div class="note" role="status" data-openly="new-time-read">
          {said ?? 'Say when, such as “tomorrow 9am”, or pick a date and a time.'}
        </div>
      )}
    </form>
  );
}
