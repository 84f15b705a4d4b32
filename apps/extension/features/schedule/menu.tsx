import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Understood } from '../../protocol';
import { MoreOptions, type ThreadOptions } from './more-options';
import { type Refused, RefusedTime } from './refused-time';
import { TimeForm } from './time-form';
import { fieldValue, spokenZone } from './times';
import { browserLanguage, placeholders, type Reading } from './use-understood';
import { NO_OPTIONS, type Options } from './wish';
import { choiceWords } from './words';

const PRESET_NAMES = {
  tomorrow_morning: 'Tomorrow morning',
  tomorrow_afternoon: 'Tomorrow afternoon',
  monday_morning: 'Monday morning',
} as const;

export type Preset = keyof typeof PRESET_NAMES;
export const PRESETS = Object.keys(PRESET_NAMES) as Preset[];

export interface MenuProps {
  /** The browser's own zone. */
  zone: string;
  now(): number;
  /** What the presets mean on the sender's clock. */
  offered: { preset: Preset; meant: Understood }[];
  /** What a time means, on the sender's clock or the readers'. */
  read(text: string, onReadersClock: boolean): Promise<Reading>;
  setReaderZone(email: string, timeZone: string): Promise<string | null>;
  thread: ThreadOptions;
  /** Schedules; resolves to null, or to what to show while the mail stays open. */
  choose(understood: Understood, options: Options): Promise<Refused | null>;
  close(): void;
}

/** "Send later": offered times, a date and time of one's own, or words. Arrow keys move, Escape closes. */
export function SendLaterMenu(props: MenuProps): JSX.Element {
  const { zone, now, choose, close } = props;
  const root = useRef<HTMLDivElement>(null);
  const [refused, setRefused] = useState<Refused | null>(null);
  const setProblem = (said: string | null) => setRefused(said === null ? null : { said, next: null });
  const [busy, setBusy] = useState(false);
  const [options, setOptions] = useState(NO_OPTIONS);
  // Counts up when a reader's zone was set, by which every time on their clock is another one.
  const [zonesSet, setZonesSet] = useState(0);
  const again = options.onReadersClock ? `readers ${zonesSet}` : 'sender';
  const read = (text: string) => props.read(text, options.onReadersClock);
  const choices = useChoices(props.offered, read, again);
  const earliest = choices[0]?.reading;

  useEffect(() => root.current?.querySelector<HTMLElement>('[role="menuitem"]')?.focus(), []);

  async function submit(reading: Reading | null): Promise<void> {
    if (busy || !reading) return;
    if ('problem' in reading) return setProblem(reading.problem);
    setBusy(true);
    setRefused(null);
    setRefused(await choose(reading, options));
    setBusy(false);
  }

  function onKeyDown(event: KeyboardEvent): void {
    // Gmail has shortcuts on every letter; what is typed here is ours.
    event.stopPropagation();
    if (event.key === 'Escape') {
      event.preventDefault();
      close();
      return;
    }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0 || hasArrowsOfItsOwn(event.target)) return;
    event.preventDefault();
    const stops = [...(root.current?.querySelectorAll<HTMLElement>(STOPS) ?? [])].filter((stop) =>
      stop.checkVisibility(),
    );
    const at = stops.indexOf(document.activeElement as HTMLElement);
    stops[(at + step + stops.length) % stops.length]?.focus();
  }

  const form = { busy, options, zone, now, read, again, submit, setProblem };
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
        {choices.map(({ preset, reading }) => (
          <button
            key={preset}
            type="button"
            role="menuitem"
            class="openly-menu-item"
            data-openly="schedule-choice"
            data-openly-preset={preset}
            disabled={busy || reading === null}
            onClick={() => submit(reading)}
          >
            <span>{PRESET_NAMES[preset]}</span>
            <ChoiceTime {...{ reading, options, zone, now }} />
          </button>
        ))}
      </div>
      <TimeForm
        {...form}
        name="schedule-field"
        submitName="schedule-submit"
        label="Date and time"
        wanted="Pick a date and a time."
        field={{ type: 'datetime-local', min: fieldValue(now() + 60_000) }}
      />
      <TimeForm
        {...form}
        name="schedule-phrase"
        submitName="schedule-phrase-submit"
        label="Or say when"
        wanted="Say when, such as “tomorrow 9am” or “in 3 hours”."
        field={{ type: 'text', maxLength: 200, placeholder: placeholders[browserLanguage() ?? 'en'] }}
      />
      <MoreOptions
        options={options}
        change={(change) => setOptions({ ...options, ...change })}
        earliest={earliest && !('problem' in earliest) ? earliest : null}
        thread={props.thread}
        setReaderZone={async (email, timeZone) => {
          const said = await props.setReaderZone(email, timeZone);
          setProblem(said);
          if (said === null) setZonesSet(zonesSet + 1);
        }}
      />
      {refused && (
        <RefusedTime
          {...{ refused, busy, options, zone }}
          name="schedule-problem"
          class="openly-problem"
          buttonClass="openly-button"
          now={now()}
          choose={(next) => void submit(next)}
        />
      )}
      <div class="openly-menu-foot">
        {busy
          ? 'Scheduling…'
          : `Times ${options.onReadersClock ? 'on the reader’s clock' : `in ${spokenZone(zone, now())}`}. The mail waits in Drafts.`}
      </div>
    </div>
  );
}

/** The presets as they are meant now; on a Sunday tomorrow is Monday, and offered once. */
function useChoices(offered: MenuProps['offered'], read: (text: string) => Promise<Reading>, again: string) {
  const [onReadersClock, setOnReadersClock] = useState<Map<Preset, Reading> | null>(null);
  const isSenders = again === 'sender';
  useEffect(() => {
    setOnReadersClock(null);
    if (isSenders) return;
    let isLatest = true;
    void Promise.all(offered.map(async ({ preset }) => [preset, await read(preset)] as const)).then(
      (readings) => isLatest && setOnReadersClock(new Map(readings)),
    );
    return () => {
      isLatest = false;
    };
  }, [again]);
  const choices = offered.map(({ preset, meant }) => {
    const reading = isSenders ? meant : (onReadersClock?.get(preset) ?? null);
    const known = reading !== null && !('problem' in reading) ? reading : meant;
    return { preset, reading, sendAt: known.sendAt };
  });
  return choices.filter(({ sendAt }, at) => choices.findIndex((earlier) => earlier.sendAt === sendAt) === at);
}

interface ChoiceTimeProps {
  reading: Reading | null;
  options: Options;
  zone: string;
  now(): number;
}

function ChoiceTime({ reading, options, zone, now }: ChoiceTimeProps): JSX.Element {
  const [time, more] =
    reading === null ? ['…'] : 'problem' in reading ? ['not known'] : choiceWords(reading, options, zone, now());
  return (
    <span class="openly-menu-time">
      {time}
      {more && <span class="openly-menu-more">{more}</span>}
    </span>
  );
}

const STOPS = 'button:not(:disabled), input, select, summary';

const hasArrowsOfItsOwn = (target: EventTarget | null) =>
  target instanceof HTMLSelectElement ||
  (target instanceof HTMLInputElement && (target.type.startsWith('date') || target.list !== null));
