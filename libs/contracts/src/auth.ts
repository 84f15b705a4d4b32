import { z } from 'zod';
import { role } from './access.js';
import { instant, noticeLanguage, uuid } from './common.js';
import { chainLink } from './consent.js';
import { tolerance } from './schedules.js';

const base64url = (min: number, max: number) =>
  z.string().regex(new RegExp(`^[A-Za-z0-9_-]{${min},${max}}$`), 'is not base64url');

/** Query of `GET /v1/auth/google/start` (PKCE, RFC 7636, method S256). */
export const authStartQuery = z.strictObject({
  codeChallenge: base64url(43, 43),
  redirectUri: z.url().max(300),
  state: base64url(16, 128),
});

/** Body of `POST /v1/auth/token`: a fresh sign-in, or the next access token. */
export const tokenRequest = z.union([
  z.strictObject({ code: base64url(16, 128), codeVerifier: base64url(43, 128) }),
  z.strictObject({ refreshToken: z.string().min(16).max(256) }),
]);
export type TokenRequest = z.infer<typeof tokenRequest>;

/** Body of `POST /v1/auth/logout`: any refresh token of the device. */
export const logoutRequest = z.strictObject({ refreshToken: z.string().min(16).max(256) });
export type LogoutRequest = z.infer<typeof logoutRequest>;

export const tokenResponse = z.object({
  accessToken: z.string(),
  refreshToken: z.string(),
  /** Seconds until the access token ends. */
  expiresIn: z.number().int().positive(),
});
export type TokenResponse = z.infer<typeof tokenResponse>;

/** Answer of `GET /v1/me`. */
export const me = z.object({
  accountId: uuid,
  teamId: uuid,
  teamName: z.string(),
  /** What this person is in the team. */
  role,
  email: z.string(),
  name: z.string().nullable(),
  /** Of the Google Workspace that Google said, at the last sign-in, this account belongs to; null: of none. */
  hostedDomain: z.string().nullable(),
  /** Stands in the path of this sender's own pixels and links. */
  senderId: z.string(),
  /** Base address readers' machines use, without a trailing slash. */
  publicUrl: z.string(),
  /** False once Google has refused our grant: the user must sign in again. */
  gmailConnected: z.boolean(),
  /** Minutes a scheduled mail may be late and still go out by itself, where the mail says nothing else. */
  scheduleTolerance: z.number().int(),
  /** Language of the notice where a mail's text does not tell its own; null: English. */
  noticeLanguage: noticeLanguage.nullable(),
  /** Whether the team stores subjects; where it does not, they are null everywhere. */
  subjectsKept: z.boolean(),
  /** Whether the team's mail is tracked where its sender has not said. */
  trackedByDefault: z.boolean(),
});
export type Me = z.infer<typeof me>;

/** Body of `PATCH /v1/me`: what is absent stays. */
export const changeMe = z
  .strictObject({ scheduleTolerance: tolerance.optional(), noticeLanguage: noticeLanguage.nullable().optional() })
  .refine((change) => Object.keys(change).length > 0, 'changes nothing');
export type ChangeMe = z.infer<typeof changeMe>;

/**
 * Body of `DELETE /v1/me`: the account's own address, typed by its person, in capitals or not. So nobody deletes an
 * account by calling the wrong address or by repeating a request of another's.
 */
export const deleteMe = z.strictObject({ confirm: z.string().min(1).max(254) });
export type DeleteMe = z.infer<typeof deleteMe>;

/**
 * Answer of `DELETE /v1/me`, given once: nothing is left to ask for it again. Decisions of readers stay, by their keyed
 * hashes: they are what keeps others from being tracked against their will. The ends of their chains are named here, so
 * that `npm run consent:verify -- --receipt FILE` tells whether any was changed since.
 */
export const erasureReceipt = z.object({
  erasedAt: instant,
  teamId: uuid,
  /** How many of each kind were removed, for example `{messages: 12, opens: 31}`. */
  removed: z.record(z.string(), z.number().int().nonnegative()),
  /** Whether the team went too, because nobody else is in it. */
  teamRemoved: z.boolean(),
  /** `pending`: Google did not answer, and is asked again until `googleRetryUntil`. */
  googleGrant: z.enum(['revoked', 'pending']),
  googleRetryUntil: instant.nullable(),
  /** Drafts of mail that waited to be sent or to be repeated: they stay in Gmail, and are not sent. */
  draftsLeft: z.number().int().nonnegative(),
  /** The end of the chain of the team's decisions, and of the server's; null where nothing has been decided yet. */
  teamHead: chainLink.nullable(),
  instanceHead: chainLink.nullable(),
});
export type ErasureReceipt = z.infer<typeof erasureReceipt>;
