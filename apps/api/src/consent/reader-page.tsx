import { ASK_AGAIN_DAYS } from '@openly/contracts';
import { renderPage } from './page-layout.js';
import { Choice } from './reader-choice.js';
import { Facts } from './reader-facts.js';
import { Fill, inLanguage, type ReaderPage, type Said, Sender } from './reader-parts.js';
import { Receipts } from './reader-receipts.js';
import { Records } from './reader-records.js';
import { ProofSteps, stepHeading, Yours } from './reader-steps.js';
import { speechOf } from './words.js';

/**
 * The page on which a reader sees what is recorded of one mail and decides about it, or a step on the way to proving a
 * mailbox. @returns a whole document
 */
export function renderReaderPage(page: ReaderPage): string {
  const { view, paths, language, alert, step } = page;
  const speech = speechOf(language);
  const said: Said = { ...page, speech };
  const warning = alert && (
    <p class="alert" role="alert">
      {speech.words.alerts[alert]}
    </p>
  );
  if (step) {
    return renderPage({
      language,
      title: stepHeading(step, speech),
      content: (
        <>
          {warning}
          <ProofSteps said={said} step={step} />
        </>
      ),
    });
  }
  return renderPage({
    language,
    title: speech.words.title,
    otherLanguages: (other) => inLanguage(paths.page, other),
    content: (
      <>
        {warning}
        <section class="card">
          <Standing said={said} />
          <Choice said={said} />
          <Receipts
            said={said}
            receipts={view.receipts}
            isReaders={view.recorded.readers === 'one'}
            path={paths.receipt}
          />
        </section>
        {view.mail.state !== 'deleted' && !view.mail.asks && <Records said={said} />}
        <Facts said={said} />
        <Yours said={said} />
      </>
    ),
  });
}

/** Whether anything is being recorded, in one glance. */
function Standing({ said }: { said: Said }) {
  const { view, speech, now } = said;
  const { mail, recorded } = view;
  const { words } = speech;
  const sender = <Sender view={view} />;
  const subject = mail.subject?.trim() && (
    <p class="subject">
      <bdi>{mail.subject}</bdi>
    </p>
  );
  if (mail.asks && mail.state !== 'deleted') {
    const answer = answerTo(said);
    return (
      <>
        <span class="state calm">{words.asked.badge}</span>
        <h1>
          <Fill text={words.asked.heading} sender={sender} />
        </h1>
        {subject}
        <p>{answer ? words.asked[answer] : <Fill text={words.asked.lead} days={speech.number(ASK_AGAIN_DAYS)} />}</p>
      </>
    );
  }
  switch (mail.state) {
    case 'recording':
      return (
        <>
          <span class="state">{words.recording.badge}</span>
          <h1>
            <Fill
              text={recorded.readers === 'one' ? words.recording.heading : words.recording.headingSeveral}
              sender={sender}
            />
          </h1>
          {subject}
          <p>{words.recording.lead}</p>
        </>
      );
    case 'stopped':
      return (
        <>
          <span class="state calm">{words.stopped.badge}</span>
          <h1>{words.stopped.heading}</h1>
          {subject}
          {mail.stoppedAt && (
            <p>
              <Fill
                text={words.stopped.since}
                time={<time datetime={mail.stoppedAt.toISOString()}>{speech.inUtc(mail.stoppedAt)}</time>}
                ago={speech.ago(mail.stoppedAt, now)}
              />
            </p>
          )}
          <Wider said={said} />
        </>
      );
    case 'untracked':
      return (
        <>
          <span class="state none">{words.untracked.badge}</span>
          <h1>{words.untracked.heading}</h1>
          {subject}
          <p>{words.untracked.lead}</p>
        </>
      );
    case 'deleted':
      return (
        <>
          <span class="state none">{words.deleted.badge}</span>
          <h1>{words.deleted.heading}</h1>
          <p>
            <Fill text={words.deleted.lead} sender={sender} />
          </p>
        </>
      );
  }
}

/** How the one who was asked has answered, as far as it may be told to whoever holds the link. */
function answerTo({ view: { recorded, receipts, server } }: Said): 'allowed' | 'refused' | null {
  if (recorded.readers !== 'one') return null;
  if (recorded.refused.sender || recorded.refused.server) return 'refused';
  const allows = receipts.some(
    ({ decision, scope, assurance }) =>
      decision === 'allow' && scope !== 'message' && (assurance === 'mailbox' || server.allowsByLink),
  );
  return allows ? 'allowed' : null;
}

/** What a refusal covers beyond this mail. */
function Wider({ said: { view, speech } }: { said: Said }) {
  const { stopped } = speech.words;
  if (view.recorded.readers !== 'one') return <p>{stopped.forAll}</p>;
  const { sender, server } = view.recorded.refused;
  if (server) return <p>{stopped.server}</p>;
  if (!sender) return null;
  return (
    <p>
      <Fill text={stopped.sender} sender={<Sender view={view} />} />
    </p>
  );
}
