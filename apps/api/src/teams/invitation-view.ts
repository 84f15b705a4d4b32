import type { InvitedRole } from '@openly/contracts';

/** What the page behind an invitation's link says. */
export interface InvitationView {
  url: string;
  teamName: string;
  inviter: { name: string | null; email: string };
  role: InvitedRole;
  /** Whether one address alone can take it. */
  isForOne: boolean;
  expiresAt: Date;
}

/** What each role is, after "as". */
export const roleWords: Readonly<Record<InvitedRole, { as: string; may: string }>> = {
  reporter: { as: 'a reporter', may: 'You see the team’s figures, and send nothing with Openly.' },
  member: { as: 'a member', may: 'You send tracked and scheduled mail from your own Gmail.' },
  admin: {
    as: 'an admin',
    may: 'You send tracked and scheduled mail from your own Gmail, and manage the team: its people, its policy, its API keys.',
  },
};

/** A day as people write it, in UTC, for example `30 November 2026`. */
export const spokenDay = (at: Date): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(at);

/** `Ann Lee (ann@example.com)`, or the address alone. */
export const nameOf = ({ name, email }: { name: string | null; email: string }): string =>
  name ? `${name} (${email})` : email;
