import type { JSX } from 'preact';
import type { RepeatKind, Understood } from '../../protocol';
import { ReaderZones } from './reader-zones';
import { NO_OPTIONS, type Options } from './wish';

/** What can be asked for in the conversation the mail belongs to. */
export interface ThreadOptions {
  /** It is a reply. */
  isReply: boolean;
  /** Somebody's newest mail in it that is tracked. */
  newestTracked: string | null;
}

export interface MoreOptionsProps {
  options: Options;
  change(change: Partial<Options>): void;
  /** What the first of the offered times means; it knows the readers' zones. */
  earliest: Understood | null;
  thread: ThreadOptions;
  setReaderZone(email: string, timeZone: string): Promise<void>;
}

const REPEATS: readonly [RepeatKind, string][] = [
  ['weekdays', 'Every weekday'],
  ['weekly', 'Every week, same day'],
  ['monthly', 'Every month, same weekday'],
];

/** Whose clock, on what condition and how often: folded away, since most mails want none of it. */
export function MoreOptions({ options, change, earliest, thread, setReaderZone }: MoreOptionsProps): JSX.Element {
  const repeats = options.repeat !== 'never';
  const box = (option: 'onReadersClock' | 'unlessReplied' | 'unlessOpened', name: string, text: string) => (
    <label class="openly-option">
      <input
        type="checkbox"
        data-openly={name}
        checked={options[option]}
        disabled={repeats}
        onChange={(event) => change({ [option]: event.currentTarget.checked })}
      />
      <span>{text}</span>
    </label>
  );
  return (
    <details class="openly-options" data-openly="more-options">
      <summary>More options</summary>
      {box('onReadersClock', 'readers-clock', 'On the reader’s clock')}
      {options.onReadersClock && earliest && <ReaderZones meant={earliest} setZone={setReaderZone} />}
      {thread.isReply && box('unlessReplied', 'unless-replied', 'Only if nobody replies by then')}
      {thread.newestTracked !== null &&
        box('unlessOpened', 'unless-opened', 'Only if my last mail is not opened by then')}
      <label class="openly-option openly-repeat">
        <span>Repeat</span>
        <select
          data-openly="repeat"
          value={options.repeat}
          onChange={(event) => {
            const repeat = event.currentTarget.value as Options['repeat'];
            // What is repeated goes out on the sender's clock, whatever happened before.
            change(repeat === 'never' ? { repeat, until: '' } : { ...NO_OPTIONS, repeat, until: options.until });
          }}
        >
          <option value="never">Never</option>
          {REPEATS.map(([kind, text]) => (
            <option key={kind} value={kind}>
              {text}
            </option>
          ))}
        </select>
      </label>
      {repeats && (
        <>
          <label class="openly-option openly-repeat">
            <span>Until</span>
            <input
              type="date"
              data-openly="repeat-until"
              min={earliest?.wallTime.slice(0, 10)}
              value={options.until}
              onInput={(event) => change({ until: event.currentTarget.value })}
            />
          </label>
          <p class="openly-option-note">
            {options.until === '' ? 'Goes on until you end it. ' : ''}Each time a copy of this draft goes out, as it
            then stands. Now choose the first time above.
          </p>
        </>
      )}
    </details>
  );
}
