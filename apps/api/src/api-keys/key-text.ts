import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const MARK = 'openly_';
/** 256 bits, and the 32 of a checksum, in base 62. */
const SECRET_LENGTH = 43;
const CHECKSUM_LENGTH = 6;
const FORM = new RegExp(`^${MARK}[0-9A-Za-z]{${SECRET_LENGTH + CHECKSUM_LENGTH}}$`);
const SHOWN_LENGTH = MARK.length + 4;

/**
 * A new API key: `openly_`, 256 random bits, and the CRC-32 of what stands before it, so that programs which look for
 * leaked secrets know one at sight and without asking us.
 */
export function newKey(): string {
  const body = MARK + base62(BigInt(`0x${randomBytes(32).toString('hex')}`), SECRET_LENGTH);
  return body + checksumOf(body);
}

/** Whether a text is as long as a key and begins like one; no access token is. */
export const hasKeyForm = (text: string): boolean => FORM.test(text);

/** Whether a text of a key's form is one that was made here and not mistyped. */
export const isWhole = (key: string): boolean =>
  checksumOf(key.slice(0, -CHECKSUM_LENGTH)) === key.slice(-CHECKSUM_LENGTH);

/** How the key begins: enough to know it again, of 256 bits no more than 24. */
export const prefixOf = (key: string): string => key.slice(0, SHOWN_LENGTH);

const checksumOf = (body: string): string => base62(BigInt(crc32(body)), CHECKSUM_LENGTH);

function base62(number: bigint, length: number): string {
  let text = '';
  for (let rest = number; text.length < length; rest /= 62n) text = DIGITS[Number(rest % 62n)] + text;
  return text;
}
