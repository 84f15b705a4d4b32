import {
  constants,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
} from 'node:crypto';
import { promisify } from 'node:util';

/** RSA-OAEP with SHA-256, RFC 8017. The label ties a wrapped key to its id. */
const oaep = (key: KeyObject, keyId: string) => ({
  key,
  padding: constants.RSA_PKCS1_OAEP_PADDING,
  oaepHash: 'sha256',
  oaepLabel: Buffer.from(keyId),
});

const generate = promisify(generateKeyPair);

/** A private key that never leaves this process, and the public one as SubjectPublicKeyInfo, RFC 5280. */
export async function aKeyPair(): Promise<{ privateKey: KeyObject; publicKey: Buffer }> {
  const { privateKey, publicKey } = await generate('rsa', { modulusLength: 3072 });
  return { privateKey, publicKey: publicKey.export({ type: 'spki', format: 'der' }) };
}

/** @throws Error where it is no public key of RSA */
export function publicKeyFrom(der: Buffer): KeyObject {
  const key = createPublicKey({ key: der, type: 'spki', format: 'der' });
  if (key.asymmetricKeyType !== 'rsa') throw new Error('not a key of RSA');
  return key;
}

export function wrap(keyId: string, secret: Buffer, publicKey: KeyObject): Buffer {
  return publicEncrypt(oaep(publicKey, keyId), secret);
}

/** @throws Error where it was wrapped for another, or under another id */
export function unwrap(keyId: string, wrapped: Buffer, privateKey: KeyObject): Buffer {
  return privateDecrypt(oaep(privateKey, keyId), wrapped);
}
