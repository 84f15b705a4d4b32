import type { DecisionScope, NoticeLanguage } from '@openly/contracts';
import type { ComponentChildren } from 'preact';
import { Fragment } from 'preact';
import type { PageAlert, ProofStep, ReaderPaths, ReaderView } from './reader-view.js';
import type { Speech } from './words.js';

/** What a reader's page is made of. */
export interface ReaderPage {
  view: ReaderView;
  paths: ReaderPaths;
  now: Date;
  language: NoticeLanguage;
  /** Why what was just asked was not done. */
  alert?: PageAlert;
  /** Where somebody is on the way to proving a mailbox; absent: the page itself. */
  step?: ProofStep;
}

/** The same with its language at hand. */
export type Said = ReaderPage & { speech: Speech };

/** Fills in what stands in braces; names and addresses may be elements. */
export function Fill({ text, ...values }: { text: string } & Record<string, ComponentChildren>) {
  return (
    <>
      {text
        .split(/\{(\w+)\}/)
        .map((part, place) => (place % 2 === 0 ? part : <Fragment key={place}>{values[part]}</Fragment>))}
    </>
  );
}

/** Text that somebody wrote, in a direction of its own. */
export const Name = ({ children }: { children: string }) => <bdi>{children}</bdi>;

export const Sender = ({ view }: { view: ReaderView }) => (
  <Name>{view.mail.senderName?.trim() || view.mail.senderEmail}</Name>
);

export function ScopeLabel({ scope, said }: { scope: DecisionScope; said: Said }) {
  const { view, speech } = said;
  return <Fill text={speech.words.scopes[scope]} sender={<Sender view={view} />} host={view.server.host} />;
}

/** A path with the language the answer is to speak. */
export const inLanguage = (path: string, language: NoticeLanguage) => `${path}?lang=${language}`;

/** A mail address or a web address, as a link. */
export const Contact = ({ to }: { to: string }) => (
  <a href={/^https?:/.test(to) ? to : `mailto:${encodeURIComponent(to).replace('%40', '@')}`} rel="noreferrer noopener">
    <Name>{to}</Name>
  </a>
);

/** Whom to write to where this page cannot help: the operator, else the sender. */
export function WriteInstead({ said }: { said: Said }) {
  const { view, speech } = said;
  const to = view.server.operator.contact ?? view.mail.senderEmail;
  return <Fill text={speech.words.noMail.write} contact={<Contact to={to} />} />;
}

/** What a choice covers: radio buttons, or nothing to choose where there is one. */
export function Scopes(props: { said: Said; legend: string; scopes: readonly DecisionScope[]; chosen: DecisionScope }) {
  const { said, legend, scopes, chosen } = props;
  if (scopes.length === 1) return <input type="hidden" name="scope" value={scopes[0]} />;
  return (
    <fieldset>
      <legend>{legend}</legend>
      {scopes.map((scope) => (
        <label>
          <input type="radio" name="scope" value={scope} checked={scope === chosen} />
          <span>
            <ScopeLabel scope={scope} said={said} />
          </span>
        </label>
      ))}
    </fieldset>
  );
}
