import type { Schedule } from '@openly/contracts';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask, type Failure, failureOf, onNews } from '../../protocol';
import { spokenTime } from './times';

const TROUBLE = new Set(['failed', 'needs_decision', 'paused']);

/** What waits for its hour, and above it what could not go out, each with its sentence. */
export function ScheduledMails(): JSX.Element {
  const [schedules, setSchedules] = useState<Schedule[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);

  async function read(): Promise<void> {
    try {
      setSchedules(inOrder(await ask('schedules', null)));
      setFailure(null);
    } catch (error) {
      setFailure(failureOf(error));
    }
  }
  useEffect(() => {
    const closed = new AbortController();
    onNews((news) => {
      if (news.openly === 'schedules') void read();
    }, closed.signal);
    void read();
    return () => closed.abort();
  }, []);

  async function cancel(id: string): Promise<void> {
    try {
      await ask('unschedule', { id });
      setSchedules((list) => list?.filter((schedule) => schedule.id !== id) ?? null);
    } catch (error) {
      setFailure(failureOf(error));
    }
  }

  return (
    <section data-openly="scheduled">
      <h2>Scheduled</h2>
      {failure && (
        <div class="problem" role="alert">
          {failure.title}{' '}
          <button type="button" class="small" onClick={() => void read()}>
            Try again
          </button>
        </div>
      )}
      {!failure && schedules === null && <p class="soft">Looking…</p>}
      {schedules?.length === 0 && <p class="soft">Nothing is waiting. Use “Send later” beside Gmail’s Send.</p>}
      {schedules && schedules.length > 0 && (
        <ul class="mails">
          {schedules.map((schedule) => (
            <Mail key={schedule.id} schedule={schedule} cancel={() => void cancel(schedule.id)} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Mail({ schedule, cancel }: { schedule: Schedule; cancel(): void }): JSX.Element {
  const { subject, recipients, sendAt, timeZone, status, explanation } = schedule;
  return (
    <li data-openly="scheduled-mail" data-openly-id={schedule.id} data-openly-status={status}>
      <div class="subject">{subject || '(no subject)'}</div>
      {status === 'sending' ? (
        <span class="when">Sending…</span>
      ) : (
        <button
          type="button"
          class="small"
          data-openly="unschedule"
          aria-label={`Do not send “${subject ?? ''}”`}
          onClick={cancel}
        >
          {TROUBLE.has(status) ? 'Let go' : 'Cancel'}
        </button>
      )}
      <div class="readers">{recipients.length > 0 ? `to ${recipients.join(', ')}` : 'no reader yet'}</div>
      <div class="when">{spokenTime(Date.parse(sendAt), timeZone, Date.now())}</div>
      {TROUBLE.has(status) && (
        <div class="trouble">{explanation ?? (status === 'paused' ? 'Sending is paused.' : 'It did not go out.')}</div>
      )}
    </li>
  );
}

/** What needs the user first, then by hour. */
function inOrder(schedules: Schedule[]): Schedule[] {
  const rank = ({ status }: Schedule) => (TROUBLE.has(status) ? 0 : 1);
  return [...schedules].sort((a, b) => rank(a) - rank(b) || Date.parse(a.sendAt) - Date.parse(b.sendAt));
}
