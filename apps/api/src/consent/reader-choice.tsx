import type { DecisionScope } from '@openly/contracts';
import { inLanguage, type Said, Scopes, WriteInstead } from './reader-parts.js';

/** Allow or refuse, side by side and alike, and for what. */
export function Choice({ said }: { said: Said }) {
  const { view, paths, speech, language } = said;
  const { choice } = speech.words;
  const offered = offerOf(said);
  if (!offered) return null;
  const { scopes, chosen, canAllow, note } = offered;
  const cannotAllow = !canAllow && view.recorded.readers !== 'none';
  return (
    <section class="choice" aria-labelledby="choice">
      <h2 id="choice">{choice.heading}</h2>
      {scopes.length > 0 && (
        <form method="post" action={inLanguage(paths.decision, language)}>
          <Scopes said={said} legend={choice.scope} scopes={scopes} chosen={chosen} />
          <DecisionButtons said={said} canAllow={canAllow} />
        </form>
      )}
      {scopes.length > 0 && <p class="soft small">{note}</p>}
      {cannotAllow && (
        <p class="soft small">
          {speech.words.noMail.allow} <WriteInstead said={said} />
        </p>
      )}
    </section>
  );
}

/** Of the same size, weight and colour: neither is the one that is meant to be pressed. */
export function DecisionButtons({ said, canAllow }: { said: Said; canAllow: boolean }) {
  const { choice } = said.speech.words;
  return (
    <div class="pair">
      {canAllow && (
        <button type="submit" name="decision" value="allow">
          {choice.allow}
        </button>
      )}
      <button type="submit" name="decision" value="refuse">
        {choice.refuse}
      </button>
    </div>
  );
}

interface Offer {
  scopes: readonly DecisionScope[];
  chosen: DecisionScope;
  canAllow: boolean;
  note: string;
}

/** What can be decided here; null where there is nothing to decide. */
function offerOf({ view, speech }: Said): Offer | null {
  const { mail, recorded, server } = view;
  const { choice } = speech.words;
  if (mail.state === 'deleted' || (mail.state === 'untracked' && !mail.asks)) return null;
  const isStopped = mail.state === 'stopped';
  // A stopped mail can be allowed again, but there is nothing left to refuse; one that only asks records nothing.
  const here = (canAllow: boolean): DecisionScope[] => (mail.asks || (isStopped && !canAllow) ? [] : ['message']);
  switch (recorded.readers) {
    case 'one': {
      const canAllow = server.sendsMail || server.allowsByLink;
      const note = canAllow && !server.allowsByLink ? choice.one : choice.atOnce;
      return { scopes: [...here(canAllow), 'sender', 'server'], chosen: 'sender', canAllow, note };
    }
    case 'several': {
      if (!server.sendsMail)
        return { scopes: here(false), chosen: 'message', canAllow: false, note: choice.severalOnly };
      const chosen = isStopped || mail.asks ? 'sender' : 'message';
      return { scopes: [...here(true), 'sender', 'server'], chosen, canAllow: true, note: choice.several };
    }
    case 'none':
      return here(false).length > 0
        ? { scopes: here(false), chosen: 'message', canAllow: false, note: choice.none }
        : null;
  }
}
