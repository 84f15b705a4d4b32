import type { OwnMail } from '../mail/mail.service.js';
import { type InvitationView, nameOf, roleWords, spokenDay } from './invitation-view.js';

/** The mail that brings an invitation: plain text, which asks for nothing from anywhere. */
export function invitationMail({ url, teamName, inviter, role, expiresAt }: InvitationView): Omit<OwnMail, 'to'> {
  return {
    subject: `Join ${teamName} on Openly`,
    text: [
      `${nameOf(inviter)} invites you to join the team ${teamName} on Openly, as ${roleWords[role].as}.`,
      'What that means, and how to join:',
      `    ${url}`,
      `The link works once, for this address alone, until ${spokenDay(expiresAt)}. If you did not expect it, do nothing.`,
      `Sent by the Openly server ${new URL(url).host}. This mail is not tracked.`,
    ].join('\n\n'),
  };
}
