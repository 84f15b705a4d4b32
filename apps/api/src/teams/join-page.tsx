import { renderNotice, renderPage } from '../consent/page-layout.js';
import { type InvitationView, nameOf, roleWords, spokenDay } from './invitation-view.js';

/** What an invitation's link shows: who invites to what, and what to do. A page cannot join: that is the extension's. */
export function renderJoinPage({ url, teamName, inviter, role, isForOne, expiresAt }: InvitationView): string {
  const server = url.replace(/\/join\/[^/]*$/, '');
  return renderPage({
    language: 'en',
    title: `Join ${teamName}`,
    content: (
      <section class="card">
        <h1>Join {teamName}</h1>
        <p>
          <b>{nameOf(inviter)}</b> invites you to join this team on Openly, as <b>{roleWords[role].as}</b>.{' '}
          {roleWords[role].may}
        </p>
        <h2>What to do</h2>
        <ol>
          <li>
            Install the Openly extension in Chrome. Where to get it, {inviter.name ?? inviter.email} can tell you.
          </li>
          <li>
            In its settings enter the server <b>{server}</b>, and sign in with Google
            {isForOne ? ', with the address this invitation was sent to' : ''}.
          </li>
          <li>
            Under <b>Team</b> in the settings paste this invitation:
          </li>
        </ol>
        <p class="confirmed">{url}</p>
        <p class="soft small">
          It works once, until {spokenDay(expiresAt)}. Opening this page changes nothing. Whoever has the address of
          this page {isForOne ? 'and that mailbox ' : ''}can join: do not pass it on.
        </p>
      </section>
    ),
  });
}

/** For a link that is no invitation, or not any more. */
export const renderNoInvitation = (): string =>
  renderNotice('en', 'This invitation is not good any more', [
    'It has been used or taken back, its time is over, or the link was cut short when it was copied.',
    'Ask whoever invited you for a new one.',
  ]);
