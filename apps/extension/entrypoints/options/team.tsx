import { invitationTokenIn, mayAs, type Role } from '@openly/contracts';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type AccountState, ask, type Failure, failureOf } from '../../protocol';
import { Domains } from './domains';
import { Invitations } from './invitations';
import { Members } from './members';
import { TeamName } from './team-name';

/** What each role is called. */
const roleWords: Readonly<Record<Role, string>> = {
  reporter: 'a reporter',
  member: 'a member',
  admin: 'an admin',
  owner: 'an owner',
};

/** The team: which, as what, how to join another, and for its admins who is in it. */
export function Team({ account }: { account: AccountState }): JSX.Element {
  const { teamName, role, accountId, hostedDomain } = account;
  const isAdmin = role !== null && mayAs(role, 'admin');
  return (
    <section data-openly="team">
      <h2>Team</h2>
      <p data-openly="own-team">
        You are in <strong>{teamName}</strong>
        {role && `, as ${roleWords[role]}`}.
      </p>
      {isAdmin && accountId && <TeamName key={accountId} teamName={teamName ?? ''} />}
      <Join serverUrl={account.settings.serverUrl} />
      {isAdmin && accountId && (
        // Another team's people are read anew.
        <div key={accountId}>
          <Members ownId={accountId} ownRole={role} />
          <Invitations />
          <Domains hostedDomain={hostedDomain} />
        </div>
      )}
    </section>
  );
}

/** Where taking an invitation stands. */
type Step = { is: 'open' } | { is: 'under_way' } | { is: 'asked'; title: string } | { is: 'joined'; teamName: string };

function Join({ serverUrl }: { serverUrl: string }): JSX.Element {
  const [step, setStep] = useState<Step>({ is: 'open' });
  const [pasted, setPasted] = useState('');
  const [failure, setFailure] = useState<Failure | null>(null);

  async function join(startAfresh: boolean): Promise<void> {
    setFailure(null);
    const token = invitationTokenIn(pasted);
    if (token === null) {
      const title = `That is not an invitation. It looks like ${serverUrl}/join/ with a long text behind it.`;
      return setFailure({ code: 'not_a_link', title });
    }
    setStep({ is: 'under_way' });
    try {
      const { teamName } = await ask('joinTeam', { token, startAfresh });
      setStep({ is: 'joined', teamName: teamName ?? '' });
      setPasted('');
    } catch (error) {
      const refused = failureOf(error);
      const asks = refused.code === 'has_own_records';
      setStep(asks ? { is: 'asked', title: refused.title } : { is: 'open' });
      const isUnknown = refused.code === 'invitation_not_found';
      if (isUnknown) setFailure({ ...refused, title: refused.title + elsewhere(pasted, serverUrl) });
      else if (!asks) setFailure(refused);
    }
  }

  function submit(event: Event): void {
    event.preventDefault();
    if (step.is === 'open' || step.is === 'joined') void join(false);
  }

  return (
    <form onSubmit={submit} aria-busy={step.is === 'under_way'} style="margin-top: 14px">
      <label class="field">
        Join another team with an invitation
        <input
          type="text"
          inputMode="url"
          autocomplete="off"
          spellcheck={false}
          placeholder={`${serverUrl}/join/…`}
          data-openly="invitation-link"
          value={pasted}
          disabled={step.is === 'under_way' || step.is === 'asked'}
          onInput={(event) => setPasted(event.currentTarget.value)}
        />
      </label>
      {step.is === 'asked' ? (
        <StartAfresh title={step.title} join={() => void join(true)} stay={() => setStep({ is: 'open' })} />
      ) : (
        <button type="submit" data-openly="join-team" disabled={step.is === 'under_way' || pasted.trim() === ''}>
          {step.is === 'under_way' ? 'Joining…' : 'Join'}
        </button>
      )}
      {step.is === 'joined' && (
        <div class="good" role="status" data-openly="joined">
          You are in {step.teamName} now.
        </div>
      )}
      {failure && (
        <div class="problem" role="alert" data-openly="join-problem">
          {failure.title}
        </div>
      )}
    </form>
  );
}

/** Where a link is of another server than the one signed in to, that is most likely why it is not known there. */
function elsewhere(pasted: string, serverUrl: string): string {
  const link = pasted.trim();
  if (!URL.canParse(link) || new URL(link).origin === new URL(serverUrl).origin) return '';
  return ` The link is of ${new URL(link).origin}, and you are signed in to ${serverUrl}: if that is another server, save its address under Server, sign in, and paste the link again.`;
}

/** The account has something that would be lost: its person says whether it may be. */
function StartAfresh(props: { title: string; join(): void; stay(): void }): JSX.Element {
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    <fieldset
      class="confirm"
      data-openly="start-afresh"
      onKeyDown={(event) => event.key === 'Escape' && props.stay()}
      aria-describedby="start-afresh"
    >
      <p id="start-afresh">{props.title}</p>
      <ul class="plain">
        <li>Every tracked mail and what was recorded of it is erased.</li>
        <li>Scheduled and repeated mail is not sent. Its drafts stay in Gmail.</li>
        <li>Your other devices are signed out.</li>
      </ul>
      <div class="buttons">
        <button type="button" ref={first} data-openly="stay" onClick={props.stay}>
          Stay where I am
        </button>
        <button type="button" class="bad" data-openly="erase-and-join" onClick={props.join}>
          Erase it and join
        </button>
      </div>
    </fieldset>
  );
}
