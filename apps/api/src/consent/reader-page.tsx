import type { DecisionScope } from '@openly/contracts';
import { renderPage } from './page-layout.js';
import { Receipts } from './reader-receipts.js';
import { Records } from './reader-records.js';
import type { ProofStep, ReaderView } from './reader-view.js';
import { ago, inUtc, recordedWords } from './words.js';

interface PageProps {
  view: ReaderView;
  /** Where the forms post to. */
  action: string;
  /** Where the receipts of decisions are as JSON. */
  receiptPath: string;
  now: Date;
  /** Why what was just asked was not done. */
  alert?: string;
  step?: ProofStep;
}

/** The page on which a reader sees what is recorded of one mail and stops it. */
export function renderReaderPage(props: PageProps): string {
  const { view, alert, step } = props;
  return renderPage(
    'Read receipts of this mail · Openly',
    <>
      {alert && (
        <p class="alert" role="alert">
          {alert}
        </p>
      )}
      {step && <Step step={step} path={props.action.replace(/\/decision$/, '')} />}
      <section class="card">
        <Standing {...props} />
        <Choices {...props} />
        <Receipts receipts={view.receipts} path={props.receiptPath} isOnlyReader={view.recorded.readers === 'one'} />
      </section>
      {view.mail.state !== 'deleted' && <Records recorded={view.recorded} now={props.now} />}
      <Facts view={view} />
    </>,
  );
}

/** Plain, until the page has words for it. */
function Step({ step, path }: { step: ProofStep; path: string }) {
  if (step.at === 'erased') return <p>Erased.</p>;
  const fields = 'wish' in step ? Object.entries(step.wish) : [['proof', step.proof]];
  const hidden = fields.map(([name, value]) => <input type="hidden" name={name} value={value} />);
  if (step.at === 'proven') {
    return (
      <form method="post" action={`${path}/erase`}>
        {hidden}
        <button type="submit">Erase</button>
      </form>
    );
  }
  return (
    <form method="post" action={`${path}/proof`}>
      {step.trouble && <p role="alert">{step.trouble}</p>}
      {hidden}
      {step.at === 'address' ? <input type="email" name="email" /> : <input name="proof" />}
      <button type="submit">Go on</button>
    </form>
  );
}

const nameOf = ({ mail }: ReaderView) => mail.senderName?.trim() || mail.senderEmail;

/** Whether anything is being recorded, in one glance. */
function Standing({ view, now }: PageProps) {
  const { mail } = view;
  const subject = mail.subject?.trim() && (
    <p class="subject">
      <bdi>{mail.subject}</bdi>
    </p>
  );
  switch (mail.state) {
    case 'recording':
      return (
        <>
          <span class="state">Being recorded</span>
          <h1>
            <bdi>{nameOf(view)}</bdi> sees when{' '}
            {view.recorded.readers === 'one' ? 'you open this mail' : 'this mail is opened'}
          </h1>
          {subject}
          <p>You can stop that here, with one click and without an account.</p>
        </>
      );
    case 'stopped':
      return (
        <>
          <span class="state calm">Stopped</span>
          <h1>Nothing more is recorded</h1>
          {subject}
          {mail.stoppedAt && (
            <p>
              Tracking of this mail was stopped on{' '}
              <time datetime={mail.stoppedAt.toISOString()}>{inUtc(mail.stoppedAt)}</time> ({ago(mail.stoppedAt, now)}
              ). Since then, opening it leaves no record.
            </p>
          )}
          <Wider view={view} />
        </>
      );
    case 'untracked':
      return (
        <>
          <span class="state none">Not recorded</span>
          <h1>This mail is not tracked</h1>
          {subject}
          <p>Opening it leaves no record.</p>
        </>
      );
    case 'deleted':
      return (
        <>
          <span class="state none">Deleted</span>
          <h1>Nothing is kept about this mail</h1>
          <p>
            <bdi>{nameOf(view)}</bdi> deleted what had been recorded. Opening the mail leaves no new record.
          </p>
        </>
      );
  }
}

/** What a refusal covers beyond this mail. */
function Wider({ view }: { view: ReaderView }) {
  if (view.recorded.readers === 'several') return <p>That holds for every reader of this mail.</p>;
  const { sender, server } = view.recorded.refused;
  if (server) return <p>You have stopped it for all mail that is sent through this server, by anybody.</p>;
  if (!sender) return null;
  return (
    <p>
      You have stopped it in all mail from <bdi>{nameOf(view)}</bdi>, already sent and still to come.
    </p>
  );
}

/** The one clear button, and the quieter ones. */
function Choices({ view, action }: PageProps) {
  const { mail, recorded } = view;
  if (mail.state === 'deleted' || mail.state === 'untracked') return null;
  if (recorded.readers === 'several') {
    if (mail.state === 'stopped') return null;
    return (
      <>
        <Refuse action={action} scope="message" label="Stop tracking this mail" isMain />
        <p class="soft small">
          This mail has several readers who share one image, so this stops it for all of them. Your other mail is not
          affected: for that, this link alone does not prove which mailbox is yours.
        </p>
      </>
    );
  }
  const { sender, server } = recorded.refused;
  if (server) return null;
  const isRecording = mail.state === 'recording';
  const others = (
    <details>
      <summary>{isRecording ? 'Only this mail, or this whole server' : 'Stop it on this whole server'}</summary>
      <div class="pair">
        {isRecording && <Refuse action={action} scope="message" label="Only in this mail" />}
        <Refuse action={action} scope="server" label="In all mail sent through this server" />
      </div>
    </details>
  );
  if (sender) return others;
  return (
    <>
      <Refuse action={action} scope="sender" label="Stop tracking me in this sender’s mail" isMain />
      <p class="soft small">This covers mail already sent to you as well as mail still to come.</p>
      {others}
    </>
  );
}

function Refuse(props: { action: string; scope: DecisionScope; label: string; isMain?: boolean }) {
  return (
    <form method="post" action={props.action}>
      <input type="hidden" name="decision" value="refuse" />
      <input type="hidden" name="scope" value={props.scope} />
      <button type="submit" class={props.isMain ? 'main' : 'quiet'}>
        {props.label}
      </button>
    </form>
  );
}

/** Who, how, what, how long, for whom. */
function Facts({ view }: { view: ReaderView }) {
  const { mail } = view;
  return (
    <section class="card" aria-labelledby="facts">
      <h2 id="facts">How this works</h2>
      <dl class="facts">
        <dt>Who tracks</dt>
        <dd>
          <b>
            <bdi>{nameOf(view)}</bdi>
          </b>{' '}
          {mail.senderName?.trim() && (
            <>
              (<bdi>{mail.senderEmail}</bdi>){' '}
            </>
          )}
          of the team{' '}
          <b>
            <bdi>{mail.teamName}</bdi>
          </b>
        </dd>
        <dt>With what</dt>
        <dd>
          An image of one pixel in the mail, and the notice that brought you here.{' '}
          {mail.hasTrackedLinks
            ? 'Links in this mail pass through this server on their way.'
            : 'Links in this mail are not tracked.'}
        </dd>
        <dt>What is recorded</dt>
        <dd>
          {recordedWords(mail)} The internet address behind it is used to judge that, and forgotten within 10 minutes.
        </dd>
        <dt>How long</dt>
        <dd>
          {mail.recordsKeptDays} {mail.recordsKeptDays === 1 ? 'day' : 'days'}, then it is deleted. That the mail was
          opened stays known, without when or where.
        </dd>
        <dt>Who can see it</dt>
        <dd>The sender and the operator of this server.</dd>
      </dl>
    </section>
  );
}
