import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** An unguessable text: 32 random bytes in base64url. */
export const newSecret = () => randomBytes(32).toString('base64url');

/** By which readers' machines name a sender, in pixels and links. */
export const newSenderId = () => randomBytes(12).toString('base64url');

/** What is stored of a secret. Secrets are random, so that a plain hash cannot be searched. */
export const hashOf = (secret: string | Buffer) => createHash('sha256').update(secret).digest();

/** The challenge of a code verifier, method S256 (RFC 7636, section 4.2). */
export const challengeOf = (codeVerifier: string) => hashOf(codeVerifier).toString('base64url');

/** Compares in constant time. */
export function sameText(left: string, right: string): boolean {
  return timingSafeEqual(hashOf(left), hashOf(right));
}
