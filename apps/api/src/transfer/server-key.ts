import { createHmac, hkdfSync } from 'node:crypto';
import { bech32 } from '@scure/base';
import type { Key, KeyRing } from '../config.js';

/**
 * The key pairs for which exports to this server are sealed, one of each encryption key, so that none has to be kept
 * besides. In age's text form (https://age-encryption.org/v1): `AGE-SECRET-KEY-1…`.
 */
export const importIdentities = (encryption: KeyRing): string[] => encryption.map(identityOf);

/** The public key to tell to the server one moves from: `age1…`, of the first encryption key. */
export async function importKey(encryption: KeyRing): Promise<string> {
  const { identityToRecipient } = await import('age-encryption');
  return identityToRecipient(identityOf(encryption[0]));
}

function identityOf({ secret }: Key): string {
  const bytes = new Uint8Array(hkdfSync('sha256', secret, '', 'openly import', 32));
  return bech32.encodeFromBytes('AGE-SECRET-KEY-', bytes).toUpperCase();
}

/** By which two servers find out whether they have the same keys, without telling them. */
export const keyChecks = (ring: KeyRing): { id: string; check: string }[] =>
  ring.map(({ id, secret }) => ({
    id,
    check: createHmac('sha256', secret).update('openly export').digest('base64url'),
  }));
