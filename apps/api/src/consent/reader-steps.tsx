import { DecisionButtons } from './reader-choice.js';
import { Fill, inLanguage, Name, type Said, ScopeLabel, Scopes, WriteInstead } from './reader-parts.js';
import { Receipts } from './reader-receipts.js';
import type { ProofStep, Wish } from './reader-view.js';

type Step<At extends ProofStep['at']> = { said: Said; step: Extract<ProofStep, { at: At }> };

/** The heading of a step, which is the title of its page as well. */
export function stepHeading(step: ProofStep, { words }: Said['speech']): string {
  return step.at === 'proven' && step.did ? words.proven.did[step.did.do] : words[step.at].heading;
}

/** One step on the way to proving a mailbox, and what can be done once it is proven. */
export function ProofSteps({ said, step }: { said: Said; step: ProofStep }) {
  switch (step.at) {
    case 'address':
      return <Address said={said} step={step} />;
    case 'code':
      return <Code said={said} step={step} />;
    case 'proven':
      return <Proven said={said} step={step} />;
    case 'erased':
      return <Erased said={said} step={step} />;
  }
}

function Address({ said, step: { wish, trouble } }: Step<'address'>) {
  const { address, noMail } = said.speech.words;
  if (trouble === 'unavailable' || !said.view.server.sendsMail) {
    return (
      <section class="card">
        <h1>{address.heading}</h1>
        <Wanted said={said} wish={wish} />
        <p>
          {noMail.yours} <WriteInstead said={said} />
        </p>
        <Back said={said} />
      </section>
    );
  }
  return (
    <section class="card">
      <h1>{address.heading}</h1>
      <Wanted said={said} wish={wish} />
      <p>{address.text}</p>
      <form method="post" action={inLanguage(said.paths.proof, said.language)}>
        <Carried wish={wish} />
        <label class="field" for="email">
          {address.label}
        </label>
        <p class="hint" id="hint">
          {address.hint}
        </p>
        {trouble && <Trouble text={address[trouble]} />}
        <input
          id="email"
          name="email"
          type="email"
          autocomplete="email"
          required
          maxlength={254}
          aria-describedby={trouble ? 'trouble hint' : 'hint'}
          aria-invalid={trouble === 'invalid' ? 'true' : undefined}
        />
        <button type="submit">{address.button}</button>
      </form>
      <Back said={said} />
    </section>
  );
}

function Code({ said, step: { wish, trouble } }: Step<'code'>) {
  const { code } = said.speech.words;
  const action = inLanguage(said.paths.proof, said.language);
  return (
    <section class="card">
      <h1>{code.heading}</h1>
      <Wanted said={said} wish={wish} />
      <p>{code.text}</p>
      {wish.do === 'erase' && <p>{code.erases}</p>}
      <form method="post" action={action}>
        <Carried wish={wish} />
        <label class="field" for="code">
          {code.label}
        </label>
        {trouble && <Trouble text={code[trouble]} />}
        <input
          id="code"
          name="proof"
          autocomplete="one-time-code"
          autocapitalize="off"
          spellcheck={false}
          required
          maxlength={200}
          aria-describedby={trouble && 'trouble'}
          aria-invalid={trouble ? 'true' : undefined}
        />
        <button type="submit">{code.buttons[wish.do]}</button>
      </form>
      <form method="post" action={action}>
        <Carried wish={wish} />
        <button type="submit" class="plain">
          {code.again}
        </button>
      </form>
      <Back said={said} />
    </section>
  );
}

function Proven({ said, step }: Step<'proven'>) {
  const { view, paths, language, speech } = said;
  const { proven, choice, yours, code, wishes } = speech.words;
  const { proof, did } = step;
  const scopes = view.mail.asks ? (['sender', 'server'] as const) : (['message', 'sender', 'server'] as const);
  const Proof = () => <input type="hidden" name="proof" value={proof} />;
  return (
    <>
      {did && (
        <section class="card done">
          <h1>{stepHeading(step, speech)}</h1>
          <p>
            <ScopeLabel scope={did.scope} said={said} />
          </p>
          {did.do === 'export' && (
            <form method="post" action={inLanguage(paths.export, language)}>
              <Proof />
              <input type="hidden" name="scope" value={did.scope} />
              <button type="submit">{proven.download}</button>
            </form>
          )}
        </section>
      )}
      <section class="card">
        {did ? <h2>{proven.heading}</h2> : <h1>{proven.heading}</h1>}
        <p>
          <Fill text={proven.text} email={<Name>{step.email}</Name>} time={speech.inUtc(step.until)} />
        </p>
        <p class="soft small">{proven.leave}</p>
        <section class="choice" aria-labelledby="choice">
          <h2 id="choice">{choice.heading}</h2>
          <form method="post" action={inLanguage(paths.decision, language)}>
            <Proof />
            <Scopes said={said} legend={choice.scope} scopes={scopes} chosen={did?.scope ?? 'sender'} />
            <DecisionButtons said={said} canAllow />
          </form>
          <p class="soft small">{choice.atOnce}</p>
        </section>
        <Receipts said={said} receipts={step.receipts ?? []} isReaders />
      </section>
      <section class="card" aria-labelledby="yours">
        <h2 id="yours">{yours.heading}</h2>
        <form method="post" action={inLanguage(paths.export, language)}>
          <Proof />
          <Scopes said={said} legend={yours.scope} scopes={ALL} chosen={did?.scope ?? 'sender'} />
          <button type="submit">{proven.download}</button>
          {/* Behind a second look: it cannot be undone. */}
          <details>
            <summary>{wishes.erase}</summary>
            <p>{code.erases}</p>
            <button type="submit" class="plain" formaction={inLanguage(paths.erase, language)}>
              {yours.erase}
            </button>
          </details>
        </form>
      </section>
      <Back said={said} text={speech.words.erased.back} />
    </>
  );
}

function Erased({ said, step }: Step<'erased'>) {
  const { erased } = said.speech.words;
  return (
    <section class="card">
      <h1>{erased.heading}</h1>
      <p class="subject">
        <ScopeLabel scope={step.scope} said={said} />
      </p>
      <p>{erased.text}</p>
      <Back said={said} text={erased.back} />
    </section>
  );
}

/** The reader's data: a copy of it, and its end. */
export function Yours({ said }: { said: Said }) {
  const { view, paths, language, speech } = said;
  const { yours, noMail } = speech.words;
  if (view.mail.state === 'deleted' || view.recorded.readers === 'none') return null;
  return (
    <section class="card" aria-labelledby="yours">
      <h2 id="yours">{yours.heading}</h2>
      {view.server.sendsMail ? (
        <>
          <p>{yours.text}</p>
          <form method="post" action={inLanguage(paths.proof, language)}>
            <Scopes said={said} legend={yours.scope} scopes={ALL} chosen="sender" />
            <div class="pair">
              <button type="submit" class="plain" name="do" value="export">
                {yours.copy}
              </button>
              <button type="submit" class="plain" name="do" value="erase">
                {yours.erase}
              </button>
            </div>
          </form>
        </>
      ) : (
        <p>
          {noMail.yours} <WriteInstead said={said} />
        </p>
      )}
    </section>
  );
}

const ALL = ['message', 'sender', 'server'] as const;

/** What the reader is about to do, so that nobody loses the thread. */
const Wanted = ({ said, wish }: { said: Said; wish: Wish }) => (
  <p class="subject">
    <b>{said.speech.words.wishes[wish.do]}</b>
    <br />
    <ScopeLabel scope={wish.scope} said={said} />
  </p>
);

const Carried = ({ wish }: { wish: Wish }) => (
  <>
    <input type="hidden" name="do" value={wish.do} />
    <input type="hidden" name="scope" value={wish.scope} />
  </>
);

const Trouble = ({ text }: { text: string }) => (
  <p class="trouble" id="trouble" role="alert">
    {text}
  </p>
);

const Back = ({ said, text }: { said: Said; text?: string }) => (
  <p class="back">
    <a href={inLanguage(said.paths.page, said.language)}>{text ?? said.speech.words.address.back}</a>
  </p>
);
