import type { Schedule } from '@openly/contracts';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, type Failure, failureOf, type Outcome, onNews, type SpokenSeries, type Understood } from '../../protocol';
import { Outcomes } from './outcomes-list';
import { ScheduledMail, type SimpleAction } from './scheduled-mail';
import { SeriesList } from './series-list';
import { useSubjects } from './subjects';
import { browserZone } from './times';
import { troubleOf } from './trouble';
import { newTime, sameAgain } from './wish';

interface Lists {
  schedules: Schedule[];
  series: SpokenSeries[];
  outcomes: Outcome[];
}

/** What waits for its hour, and above it what could not go out; then what is repeated, and what came of the rest. */
export function ScheduledMails({ email }: { email: string }): JSX.Element {
  const [lists, setLists] = useState<Lists | null>(null);
  const [unread, setUnread] = useState<Failure | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  /** Cancelled while this page is open, to be scheduled again. */
  const [cancelled, setCancelled] = useState<Schedule[]>([]);
  const alert = useRef<HTMLDivElement>(null);

  async function read(): Promise<void> {
    try {
      const [schedules, series, outcomes] = await Promise.all([
        ask('schedules', null),
        ask('series', null),
        ask('outcomes', null),
      ]);
      setLists({ schedules: inOrder(schedules), series, outcomes });
      setUnread(null);
    } catch (error) {
      setUnread(failureOf(error));
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
    if (lists) ask('troublesSeen', null).catch(() => undefined);
  }, [lists]);
  useEffect(() => alert.current?.scrollIntoView({ block: 'nearest' }), [failure]);

  /** Does it, shows what became of it, and says why where it did not work. */
  async function change(request: () => Promise<unknown>): Promise<boolean> {
    setBusy(true);
    setFailure(null);
    const failed = await request().then(
      () => null,
      (error) => failureOf(error),
    );
    await read();
    setFailure(failed);
    setBusy(false);
    return failed === null;
  }

  /** Why a new time is refused is said beside the field it stands in. @throws RequestFailed */
  async function chooseTime(schedule: Schedule, understood: Understood): Promise<void> {
    setBusy(true);
    setFailure(null);
    const body = newTime(understood, schedule, browserZone());
    try {
      await ask('reschedule', { id: schedule.id, body });
    } finally {
      await read();
      setBusy(false);
    }
  }
  async function act(schedule: Schedule, action: SimpleAction): Promise<void> {
    const done = await change(() => perform(schedule, action));
    if (done && action === 'cancel') setCancelled([schedule, ...cancelled]);
  }
  async function again(schedule: Schedule): Promise<void> {
    const body = sameAgain(schedule, browserZone(), Date.now());
    if (!body) return;
    const done = await change(() => ask('schedule', { body, idempotencyKey: crypto.randomUUID() }));
    if (done) setCancelled(cancelled.filter(({ id }) => id !== schedule.id));
  }

  const schedules = lists?.schedules ?? [];
  const seriesOf = ({ seriesId }: Schedule) => lists?.series.find(({ id }) => id === seriesId) ?? null;
  return (
    <>
      <section data-openly="scheduled" aria-busy={busy}>
        <h2>Scheduled</h2>
        {unread && (
          <div class="problem" role="alert">
            {unread.title}{' '}
            <button type="button" class="small" onClick={() => void read()}>
              Try again
            </button>
          </div>
        )}
        {failure && (
          <div ref={alert} class="problem" role="alert" data-openly="problem">
            {failure.title}
          </div>
        )}
        {!unread && lists === null && <p class="soft">Looking…</p>}
        {lists && schedules.length === 0 && cancelled.length === 0 && (
          <p class="soft">Nothing is waiting. Use “Send later” beside Gmail’s Send.</p>
        )}
        {lists && <PauseAll schedules={schedules} series={lists.series} busy={busy} change={change} />}
        <ul class="mails">
          {cancelled.map((schedule) => (
            <CancelledMail key={schedule.id} schedule={schedule} busy={busy} again={() => void again(schedule)} />
          ))}
          {schedules.map((schedule) => (
            <ScheduledMail
              key={schedule.id}
              schedule={schedule}
              series={seriesOf(schedule)}
              email={email}
              busy={busy}
              act={(action) => void act(schedule, action)}
              chooseTime={(understood) => chooseTime(schedule, understood)}
            />
          ))}
        </ul>
      </section>
      {lists && lists.series.length > 0 && (
        <SeriesList series={lists.series} email={email} busy={busy} change={change} />
      )}
      {lists && lists.outcomes.length > 0 && <Outcomes outcomes={lists.outcomes} />}
    </>
  );
}

interface PauseAllProps {
  schedules: Schedule[];
  series: SpokenSeries[];
  busy: boolean;
  change(request: () => Promise<unknown>): Promise<boolean>;
}

/** A holiday: everything waits until it is resumed. */
function PauseAll({ schedules, series, busy, change }: PauseAllProps): JSX.Element | null {
  const paused = schedules.filter(({ status }) => status === 'paused').length;
  const waiting = schedules.filter(({ status }) => status === 'scheduled').length;
  const isHeld = paused > 0 || series.some(({ code }) => code === 'all_paused');
  const canPause = waiting > 0 || series.some(({ status }) => status === 'active');
  if (!isHeld && !canPause) return null;
  const mails = (count: number) => (count === 1 ? '1 mail' : `${count} mails`);
  return (
    <div class="row all" data-openly="pause-all" data-openly-paused={paused}>
      <span class="soft" role="status">
        {isHeld
          ? `Paused: ${mails(paused)}. What is paused waits until you resume.`
          : `${mails(waiting)} ${waiting === 1 ? 'waits for its' : 'wait for their'} time.`}
      </span>
      <span class="buttons">
        {canPause && (
          <button
            type="button"
            class="small"
            data-openly="pause"
            disabled={busy}
            onClick={() => void change(() => ask('pauseAll', null))}
          >
            Pause all
          </button>
        )}
        {isHeld && (
          <button
            type="button"
            class="small"
            data-openly="resume"
            disabled={busy}
            onClick={() => void change(() => ask('resumeAll', null))}
          >
            Resume all
          </button>
        )}
      </span>
    </div>
  );
}

function CancelledMail({ schedule, busy, again }: { schedule: Schedule; busy: boolean; again(): void }): JSX.Element {
  const canAgain = sameAgain(schedule, browserZone(), Date.now()) !== null;
  const { titleOf } = useSubjects();
  return (
    <li data-openly="cancelled-mail" data-openly-id={schedule.id}>
      <div class="subject">{titleOf(schedule)}</div>
      {canAgain && (
        <button type="button" class="small" data-openly="schedule-again" disabled={busy} onClick={again}>
          Schedule again
        </button>
      )}
      <div class="note" role="status">
        {schedule.seriesId === null ? 'Cancelled. The mail stays in Drafts.' : 'Left out. The series goes on.'}
      </div>
    </li>
  );
}

/** A mail that asks for a decision or has failed is decided on; one that still waits is sent or taken back. */
function perform({ id, status }: Schedule, action: SimpleAction): Promise<unknown> {
  if (action === 'sign_in') return ask('signIn', null);
  if (action === 'restore_draft' || status === 'needs_decision' || status === 'failed') {
    return ask('decide', { id, action });
  }
  return action === 'send_now' ? ask('sendNow', { id }) : ask('unschedule', { id });
}

/** What needs the user first, then what is late for another reason, then by hour. */
function inOrder(schedules: Schedule[]): Schedule[] {
  const rank = (schedule: Schedule) => {
    const trouble = troubleOf(schedule);
    return trouble ? (trouble.asksSender ? 0 : 1) : 2;
  };
  return [...schedules].sort((a, b) => rank(a) - rank(b) || Date.parse(a.sendAt) - Date.parse(b.sendAt));
}
