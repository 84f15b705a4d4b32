import type { Schedule } from '@openly/contracts';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask, type Failure, failureOf, onNews } from '../../protocol';
import { ScheduledMail, type SimpleAction } from './scheduled-mail';
import { troubleOf } from './trouble';

/** What waits for its hour, and above it what could not go out, each with its sentence. */
export function ScheduledMails(): JSX.Element {
  const [schedules, setSchedules] = useState<Schedule[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);

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
  useEffect(() => {
    // On screen now, so the badge on the icon has done its work.
    if (schedules) ask('troublesSeen', null).catch(() => undefined);
  }, [schedules]);

  async function change(request: () => Promise<unknown>): Promise<void> {
    setBusy(true);
    try {
      await request();
      await read();
    } catch (error) {
      setFailure(failureOf(error));
    } finally {
      setBusy(false);
    }
  }
  const chooseTime = (id: string, sendAt: number) =>
    change(() => ask('reschedule', { id, body: { sendAt: new Date(sendAt).toISOString(), timeZone: browserZone() } }));

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
            <ScheduledMail
              key={schedule.id}
              schedule={schedule}
              busy={busy}
              act={(action) => void change(() => perform(schedule, action))}
              chooseTime={(sendAt) => void chooseTime(schedule.id, sendAt)}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

/** A mail that asks for a decision or has failed is decided on; one that still waits is sent or taken back. */
function perform({ id, status }: Schedule, action: SimpleAction): Promise<unknown> {
  if (action === 'sign_in') return ask('signIn', null);
  if (status === 'needs_decision' || status === 'failed') return ask('decide', { id, action });
  return action === 'send_now' ? ask('sendNow', { id }) : ask('unschedule', { id });
}

const browserZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What needs the user first, then what is late for another reason, then by hour. */
function inOrder(schedules: Schedule[]): Schedule[] {
  const rank = (schedule: Schedule) => {
    const trouble = troubleOf(schedule);
    return trouble ? (trouble.asksSender ? 0 : 1) : 2;
  };
  return [...schedules].sort((a, b) => rank(a) - rank(b) || Date.parse(a.sendAt) - Date.parse(b.sendAt));
}
