import type { Schedule, ScheduleAction } from '@openly/contracts';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { fieldInstant, fieldValue, spokenTime } from './times';
import { troubleOf } from './trouble';

/** What the sender can do with a scheduled mail, besides choosing a new time. */
export type SimpleAction = Exclude<ScheduleAction, 'choose_new_time' | 'restore_draft'>;

export interface ScheduledMailProps {
  schedule: Schedule;
  busy: boolean;
  act(action: SimpleAction): void;
  /** @param sendAt in milliseconds since 1970 */
  chooseTime(sendAt: number): void;
}

/** One scheduled mail: when all is well its hour and Cancel, else what is wrong and what its sender can do. */
export function ScheduledMail({ schedule, busy, act, chooseTime }: ScheduledMailProps): JSX.Element {
  const { subject, recipients, sendAt, timeZone, status, actions } = schedule;
  const [asksTime, setAsksTime] = useState(false);
  const trouble = troubleOf(schedule);
  const mail = `“${subject || '(no subject)'}”`;
  const button = (action: SimpleAction, text: string, label: string) =>
    actions.includes(action) && (
      <button
        type="button"
        class="small"
        data-openly={action === 'cancel' ? 'unschedule' : action}
        aria-label={label}
        disabled={busy}
        onClick={() => act(action)}
      >
        {text}
      </button>
    );
  return (
    <li
      data-openly="scheduled-mail"
      data-openly-id={schedule.id}
      data-openly-status={status}
      data-openly-code={schedule.code}
    >
      <div class="subject">{subject || '(no subject)'}</div>
      {trouble ? (
        <span class="when">{trouble.short}</span>
      ) : status === 'sending' ? (
        <span class="when">Sending…</span>
      ) : (
        button('cancel', 'Cancel', `Do not send ${mail}`)
      )}
      <div class="readers">{recipients.length > 0 ? `to ${recipients.join(', ')}` : 'no reader yet'}</div>
      <div class="when">{spokenTime(Date.parse(sendAt), timeZone, Date.now())}</div>
      {trouble && (
        <>
          <div class="trouble">{trouble.sentence}</div>
          <div class="actions" hidden={actions.length === 0}>
            {button('sign_in', 'Sign in again', `Sign in again to send ${mail}`)}
            {button('send_now', 'Send now', `Send ${mail} now`)}
            {actions.includes('choose_new_time') && (
              <button
                type="button"
                class="small"
                data-openly="choose_new_time"
                aria-label={`Choose a new time for ${mail}`}
                aria-expanded={asksTime}
                disabled={busy}
                onClick={() => setAsksTime(!asksTime)}
              >
                New time
              </button>
            )}
            {button('cancel', 'Let go', `Do not send ${mail}; it stays in Drafts`)}
          </div>
          {asksTime && <NewTime busy={busy} choose={chooseTime} />}
        </>
      )}
    </li>
  );
}

function NewTime({ busy, choose }: { busy: boolean; choose(sendAt: number): void }): JSX.Element {
  const [field, setField] = useState(() => fieldValue(Date.now() + 3600_000));
  const [problem, setProblem] = useState<string | null>(null);
  const at = fieldInstant(field);
  return (
    <form
      class="new-time"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (at === null) setProblem('Pick a date and a time.');
        else if (at <= Date.now()) setProblem('That time has passed. Choose a later one.');
        else choose(at);
      }}
    >
      <input
        type="datetime-local"
        aria-label="New date and time"
        data-openly="new-time"
        min={fieldValue(Date.now() + 60_000)}
        value={field}
        onInput={(event) => setField(event.currentTarget.value)}
      />
      <button type="submit" class="small" data-openly="new-time-submit" disabled={busy}>
        Schedule
      </button>
      {problem && (
        <div class="trouble" role="alert">
          {problem}
        </div>
      )}
    </form>
  );
}
