import type { Schedule, ScheduleAction } from '@openly/contracts';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { SpokenSeries, Understood } from '../../protocol';
import { draftLink } from './draft-link';
import { History } from './history';
import { NewTime } from './new-time';
import { useSubjects } from './subjects';
import { browserZone } from './times';
import { troubleOf } from './trouble';
import { factsOf, whenWords } from './words';

/** What the sender can do with a scheduled mail, besides choosing a new time. */
export type SimpleAction = Exclude<ScheduleAction, 'choose_new_time'>;

export interface ScheduledMailProps {
  schedule: Schedule;
  /** The series it is one of, where that is known. */
  series: SpokenSeries | null;
  /** The mailbox it is in. */
  email: string;
  busy: boolean;
  act(action: SimpleAction): void;
  /** Resolves when it was taken. @throws RequestFailed */
  chooseTime(understood: Understood): Promise<void>;
}

/**
 * One scheduled mail: its hour, on what conditions it goes out and what is wrong with it. What its sender can do stands
 * with it where that is wanted, else it is folded away.
 */
export function ScheduledMail({ schedule, series, email, busy, act, chooseTime }: ScheduledMailProps): JSX.Element {
  const { id, recipients, status, code, actions, gmailThreadId } = schedule;
  const [asksTime, setAsksTime] = useState(false);
  const [unfolded, setUnfolded] = useState(false);
  const trouble = troubleOf(schedule);
  const choose = async (understood: Understood) => {
    await chooseTime(understood);
    setAsksTime(false);
  };
  const { titleOf, nameOf } = useSubjects();
  const mail = nameOf(schedule);
  const zone = browserZone();
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
  const choices = (
    <div class="actions">
      {button('sign_in', 'Sign in again', `Sign in again to send ${mail}`)}
      {button('restore_draft', 'Look again', `Look again for the draft of ${mail}`)}
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
      {trouble && button('cancel', 'Let go', `Do not send ${mail}; it stays in Drafts`)}
    </div>
  );
  return (
    <li data-openly="scheduled-mail" data-openly-id={id} data-openly-status={status} data-openly-code={code}>
      <div class="subject">{titleOf(schedule)}</div>
      {trouble ? (
        <span class={trouble.asksSender ? 'tag bad' : 'tag'}>{trouble.short}</span>
      ) : status === 'sending' ? (
        <span class="tag">Sending…</span>
      ) : (
        button('cancel', 'Cancel', `Do not send ${mail}`)
      )}
      <div class="readers">{recipients.length > 0 ? `to ${recipients.join(', ')}` : 'no reader yet'}</div>
      <div class="when">{whenWords(schedule, zone, Date.now())}</div>
      {factsOf(schedule, series, zone).map((fact) => (
        <div key={fact} class="note">
          {fact}
        </div>
      ))}
      {trouble && <div class={trouble.asksSender ? 'trouble' : 'note'}>{trouble.sentence}</div>}
      {!trouble && schedule.explanation && <div class="note">{schedule.explanation}</div>}
      {trouble && choices}
      {asksTime && trouble && <NewTime schedule={schedule} busy={busy} choose={choose} />}
      <details class="more" onToggle={(event) => setUnfolded(event.currentTarget.open)}>
        <summary aria-label={`More about ${mail}`}>More</summary>
        {!trouble && choices}
        {asksTime && !trouble && <NewTime schedule={schedule} busy={busy} choose={choose} />}
        <a
          href={draftLink(email, gmailThreadId)}
          target="_blank"
          rel="noopener"
          data-openly="open-draft"
          aria-label={`Open the draft of ${mail} in Gmail to change what it says`}
        >
          Open draft
        </a>
        {unfolded && <History key={`${id} ${status} ${schedule.sendAt}`} id={id} />}
      </details>
    </li>
  );
}
