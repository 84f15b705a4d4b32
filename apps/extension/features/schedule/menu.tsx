import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { fieldInstant, fieldValue, spokenTime, spokenZone } from './times';

/** Waits this long after the last letter before a phrase is read. */
const READ_AFTER_MS = 250;

export interface MenuProps {
  /** The browser's own zone. */
  zone: string;
  now(): number;
  /** Instants in ISO 8601. */
  offered: { tomorrow: string; monday: string };
  /** What a phrase means: an instant in ISO 8601, or a sentence about why it cannot be told. */
  readPhrase(phrase: string): Promise<{ sendAt: string } | { problem: string }>;
  /** Schedules; resolves to null, or to the sentence to show while the mail stays open. */
  choose(sendAt: string): Promise<string | null>;
  close(): void;
}

/** "Send later": offered times, a date and time of one's own, or a phrase. Arrow keys move, Escape closes. */
export function SendLaterMenu({ zone, now, offered, readPhrase, choose, close }: MenuProps): JSX.Element {
  const root = useRef<HTMLDivElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [field, setField] = useState('');
  const [phrase, setPhrase] = useState('');
  const [read, setRead] = useState<{ sendAt: string } | { problem: string } | null>(null);
  const fieldTime = fieldInstant(field);
  const choices =
    offered.tomorrow === offered.monday
      ? [{ name: 'Tomorrow (Monday), 8:00', sendAt: offered.tomorrow }]
      : [
          { name: 'Tomorrow, 8:00', sendAt: offered.tomorrow },
          { name: 'Monday, 8:00', sendAt: offered.monday },
        ];
  const say = (instant: number) => spokenTime(instant, zone, now());

  useEffect(() => {
    setRead(null);
    if (phrase.trim() === '') return;
    let isLatest = true;
    const timer = setTimeout(() => {
      void readPhrase(phrase.trim()).then((result) => isLatest && setRead(result));
    }, READ_AFTER_MS);
    return () => {
      isLatest = false;
      clearTimeout(timer);
    };
  }, [phrase]);
  useEffect(() => root.current?.querySelector<HTMLElement>('[role="menuitem"]')?.focus(), []);

  async function submit(sendAt: string): Promise<void> {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    const said = await choose(sendAt);
    setBusy(false);
    setProblem(said);
  }

  async function submitPhrase(): Promise<void> {
    const result = read ?? (await readPhrase(phrase.trim()));
    if ('problem' in result) setProblem(result.problem);
    else await submit(result.sendAt);
  }

  function onKeyDown(event: KeyboardEvent): void {
    // Gmail has shortcuts on every letter; what is typed here is ours.
    event.stopPropagation();
    if (event.key === 'Escape') {
      event.preventDefault();
      close();
      return;
    }
    const inField = event.target instanceof HTMLInputElement;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const isDateField = inField && (event.target as HTMLInputElement).type === 'datetime-local';
    if (step === 0 || isDateField) return;
    event.preventDefault();
    const stops = [...(root.current?.querySelectorAll<HTMLElement>('button:not(:disabled), input') ?? [])];
    const at = stops.indexOf(document.activeElement as HTMLElement);
    stops[(at + step + stops.length) % stops.length]?.focus();
  }

  return (
    <div
      ref={root}
      class="openly-menu"
      role="dialog"
      aria-label="Send later"
      data-openly="schedule-menu"
      onKeyDown={onKeyDown}
    >
      <div class="openly-menu-title">Send later</div>
      <div role="menu" aria-label="Suggested times">
        {choices.map(({ name, sendAt }) => (
          <button
            key={name}
            type="button"
            role="menuitem"
            class="openly-menu-item"
            data-openly="schedule-choice"
            data-openly-send-at={sendAt}
            disabled={busy}
            onClick={() => submit(sendAt)}
          >
            <span>{name}</span>
            <span class="openly-menu-time">{say(Date.parse(sendAt))}</span>
          </button>
        ))}
      </div>
      <form
        class="openly-menu-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (fieldTime === null) setProblem('Pick a date and a time.');
          else if (fieldTime <= now()) setProblem('That time has passed. Choose a later one.');
          else void submit(new Date(fieldTime).toISOString());
        }}
      >
        <label>
          <span>Date and time</span>
          <input
            type="datetime-local"
            data-openly="schedule-field"
            min={fieldValue(now() + 60_000)}
            value={field}
            onInput={(event) => setField(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="openly-button" data-openly="schedule-submit" disabled={busy || field === ''}>
          Schedule
        </button>
        <div class="openly-menu-hint">
          {fieldTime === null ? 'Any time of your own.' : `Goes out ${say(fieldTime)}.`}
        </div>
      </form>
      <form
        class="openly-menu-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (phrase.trim() !== '') void submitPhrase();
        }}
      >
        <label>
          <span>Or say when</span>
          <input
            type="text"
            maxLength={200}
            placeholder="friday 9am"
            data-openly="schedule-phrase"
            value={phrase}
            onInput={(event) => setPhrase(event.currentTarget.value)}
          />
        </label>
        <button
          type="submit"
          class="openly-button"
          data-openly="schedule-phrase-submit"
          disabled={busy || phrase.trim() === ''}
        >
          Schedule
        </button>
        <div class="openly-menu-hint" role="status" data-openly="schedule-phrase-read">
          {read === null && 'In words, such as “tomorrow 9am” or “in 3 hours”.'}
          {read !== null && ('problem' in read ? read.problem : `Goes out ${say(Date.parse(read.sendAt))}.`)}
        </div>
      </form>
      {problem && (
        <div class="openly-problem" role="alert" data-openly="schedule-problem">
          {problem}
        </div>
      )}
      <div class="openly-menu-foot">
        {busy ? 'Scheduling…' : `Times in ${spokenZone(zone, fieldTime ?? now())}. The mail waits in Drafts.`}
      </div>
    </div>
  );
}
