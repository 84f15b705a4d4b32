import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { type Reading, useUnderstood } from './use-understood';
import type { Options } from './wish';
import { understoodWords } from './words';

export interface TimeFormProps {
  /** How tests find the field and its button. */
  name: string;
  submitName: string;
  label: string;
  /** What the field is for, while it is empty. */
  wanted: string;
  field: JSX.InputHTMLAttributes<HTMLInputElement>;
  busy: boolean;
  options: Options;
  /** The sender's. */
  zone: string;
  now(): number;
  read(text: string): Promise<Reading>;
  /** Another value: what was read counts no more. */
  again: string;
  submit(reading: Reading | null): Promise<void>;
  setProblem(problem: string): void;
}

/** One field for a time with its button, and below it what was understood. */
export function TimeForm(props: TimeFormProps): JSX.Element {
  const { name, submitName, label, wanted, field, busy, options, zone, now } = props;
  const [text, setText] = useState('');
  const { reading, readNow } = useUnderstood(text, props.read, props.again);
  return (
    <form
      class="openly-menu-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === '') props.setProblem(wanted);
        else void readNow().then(props.submit);
      }}
    >
      <label>
        <span>{label}</span>
        <input {...field} data-openly={name} value={text} onInput={(event) => setText(event.currentTarget.value)} />
      </label>
      <button type="submit" class="openly-button" data-openly={submitName} disabled={busy || text.trim() === ''}>
        Schedule
      </button>
      <div class="openly-menu-hint" role="status" data-openly={`${name}-read`}>
        {reading === null && wanted}
        {reading !== null && ('problem' in reading ? reading.problem : understoodWords(reading, options, zone, now()))}
      </div>
    </form>
  );
}
