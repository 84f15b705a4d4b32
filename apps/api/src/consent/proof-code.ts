import { randomInt } from 'node:crypto';

/** Digits and capitals without those that are taken for one another (0 and O, 1 and I): 32, so a letter has 5 bits. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
/** 40 bits: a guess among a mail's few codes is right once in hundreds of thousands of millions. */
const LENGTH = 8;
const CODE = new RegExp(`^[${ALPHABET}]{${LENGTH}}$`);

/** A code nobody can foresee. */
export function newCode(): string {
  return Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

/** A code as it is mailed, for example `7KQM-X3PD`. */
export function grouped(code: string): string {
  return `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`;
}

/** The code somebody typed, in any case, with spaces and hyphens of any kind; null where it cannot be one. */
export function typedCode(text: string): string | null {
  const code = text.replace(/[\s\p{Pd}\u00ad\u200b\u2060]+/gu, '').toUpperCase();
  return CODE.test(code) ? code : null;
}
