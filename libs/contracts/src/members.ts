import { z } from 'zod';
import { role } from './access.js';
import { emailAddress, instant, pageQuery, uuid } from './common.js';

/** Invitations that a team may make in a day: each can be a mail of the server's own to any address. */
export const INVITATIONS_A_DAY = 100;
/** Days that an invitation is good for, unless its maker says otherwise. */
export const INVITATION_DAYS = 7;
/** Characters of a pasted link, at most. */
const LONGEST_LINK = 2_000;
/** What the text in an invitation's link looks like. */
const INVITATION_TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** Body of `PATCH /v1/team`. */
export const renameTeam = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .refine((name) => !/\p{Cc}/u.test(name), 'has a control character in it'),
});
export type RenameTeam = z.infer<typeof renameTeam>;

/** Somebody in a team, as its admins see them. */
export const member = z.object({
  /** The account. */
  id: uuid,
  email: z.string(),
  name: z.string().nullable(),
  role,
  joinedAt: instant,
  /** False once Google has refused the grant: scheduled mail of theirs waits for a sign-in. */
  gmailConnected: z.boolean(),
});
export type Member = z.infer<typeof member>;

/** Query of `GET /v1/team/members`: who has been there longest comes first. */
export const membersQuery = pageQuery;

/**
 * Body of `PATCH /v1/team/members/{id}`. An admin makes anybody but an owner a reporter, a member or an admin; only an
 * owner makes owners, or makes one something else. One owner stays.
 */
export const changeMember = z.strictObject({ role });
export type ChangeMember = z.infer<typeof changeMember>;

/** Body of `POST /v1/team/ownership`: who is the owner from then on, in place of the caller, who stays as an admin. */
export const passOwnership = z.strictObject({ memberId: uuid });
export type PassOwnership = z.infer<typeof passOwnership>;

/** Answer of `GET /v1/team/members/{id}/waiting`: how much of a member's waits, by what would become of it. */
export const waitingMail = z.object({
  /** Mails that go out at their time, whoever takes them over; also the next one of each series. */
  mails: z.number().int(),
  /** Repeats that go on. */
  series: z.number().int(),
  /**
   * Mails that would ask whoever takes them over: they ask their sender already, or wait for an answer to other mail,
   * which comes to the mailbox of whoever is removed.
   */
  asking: z.number().int(),
  /** Mails that Gmail has been asked to send: they stay until that is settled. */
  beingSent: z.number().int(),
});
export type WaitingMail = z.infer<typeof waitingMail>;

/**
 * Query of `DELETE /v1/team/members/{id}`: what becomes of mail that waits; where some does, it has to be said. `cancel`:
 * it is not sent; the drafts stay in the Gmail of whoever is removed. `handOver`: a copy of each draft is made in the
 * Gmail of the member `to` and scheduled there for the same time, to go out from that member's address; series go on
 * there, and mail whose condition cannot be seen from there asks that member. What cannot be handed over is named in the
 * refusal, one error for each as `schedules.{id}` or `series.{id}`: nobody is removed then.
 */
export const removeMember = z
  .strictObject({
    schedules: z.enum(['cancel', 'handOver']).optional().describe('What becomes of mail of theirs that waits.'),
    to: uuid.optional().describe('With `handOver`: the member who sends it instead.'),
  })
  .refine(({ schedules, to }) => (schedules === 'handOver') === (to !== undefined), {
    path: ['to'],
    message: 'goes with schedules=handOver, and only with that',
  });
export type RemoveMember = z.infer<typeof removeMember>;

/** What an invitation can make somebody. An owner is made by an owner, of somebody who is there. */
export const invitedRole = role.extract(['reporter', 'member', 'admin']);
export type InvitedRole = z.infer<typeof invitedRole>;

/** Body of `POST /v1/team/invitations`. */
export const createInvitation = z.strictObject({
  role: invitedRole,
  /** Who alone can take it; the server mails it there, where it sends mail. Absent: whoever has the link. */
  email: emailAddress.optional(),
  expiresInDays: z.number().int().min(1).max(30).default(INVITATION_DAYS),
});
export type CreateInvitation = z.infer<typeof createInvitation>;

/** An invitation that nobody has taken yet. */
export const invitation = z.object({
  id: uuid,
  role: invitedRole,
  email: z.string().nullable(),
  /** Who made it: it ends with their account, and when they are no admin any more. */
  createdBy: uuid,
  createdAt: instant,
  expiresAt: instant,
});
export type Invitation = z.infer<typeof invitation>;

/** Answer of `POST /v1/team/invitations`: the only time that the link is told. */
export const createdInvitation = invitation.extend({
  url: z.string(),
  /** Whether it was mailed to `email`. */
  mailed: z.boolean(),
});
export type CreatedInvitation = z.infer<typeof createdInvitation>;

/** Body of `POST /v1/invitations/accept`. The answer is the caller's account as it is then, as of `GET /v1/me`. */
export const acceptInvitation = z.strictObject({
  /** The last part of the link. */
  token: z.string().regex(INVITATION_TOKEN, 'is not the last part of an invitation’s link'),
  /** Whether what the account has until now may be erased, as by `DELETE /v1/me`. */
  startAfresh: z.boolean().default(false),
});
export type AcceptInvitation = z.infer<typeof acceptInvitation>;

/** The token in an invitation's link, or in what somebody pasted of it; null where there is none. */
export function invitationTokenIn(pasted: string): string | null {
  if (pasted.length > LONGEST_LINK) return null;
  const [, last = ''] = /([^/\s?#]*)\/?(?:[?#]\S*)?$/.exec(pasted.trim()) ?? [];
  return INVITATION_TOKEN.test(last) ? last : null;
}

/** A domain of Google Workspace, such as `example.com`; capitals are folded. */
export const domainName = z
  .string()
  .toLowerCase()
  .max(253)
  .regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/, 'is not a domain such as example.com');

/** Body of `PUT /v1/team/domains/{domain}`: what its people become. */
export const setDomain = z.strictObject({ role: role.extract(['reporter', 'member']) });
export type SetDomain = z.infer<typeof setDomain>;

/**
 * A domain whose people join this team when they sign in for the first time. By Google's word (the claim `hd` of the
 * sign-in), never by what stands behind the @. Whoever was removed does not come back that way.
 */
export const teamDomain = z.object({ domain: z.string(), role: setDomain.shape.role, createdAt: instant });
export type TeamDomain = z.infer<typeof teamDomain>;
