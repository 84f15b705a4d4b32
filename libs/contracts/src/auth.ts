import { z } from 'zod';
import { noticeLanguage, uuid } from './common.js';
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
  email: z.string(),
  name: z.string().nullable(),
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
});
export type Me = z.infer<typeof me>;

/** Body of `PATCH /v1/me`: what is absent stays. */
export const changeMe = z
  .strictObject({ scheduleTolerance: tolerance.optional(), noticeLanguage: noticeLanguage.nullable().optional() })
  .refine((change) => Object.keys(change).length > 0, 'changes nothing');
export type ChangeMe = z.infer<typeof changeMe>;
