import { canonicalAddress, LONGEST_ADDRESS } from './lookup-hash.js';

/** What stands around an address within a text or the address of a page. */
const AROUND = /[\s<>()[\]\\,;:"'/?&=#]+/u;

/** Whether a text, or the address of a page, holds this mailbox in any spelling. */
export function namesAddress(text: string, email: string): boolean {
  const wanted = canonicalAddress(email);
  return [text, decoded(text)].some((form) =>
    form.split(AROUND).some((word) => mayBeAddress(word) && canonicalAddress(word) === wanted),
  );
}

const mayBeAddress = (word: string) => word.length <= LONGEST_ADDRESS && word.slice(1, -1).includes('@');

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * A value without what names this mailbox: a text that does becomes null, and goes from the list it stands in.
 * @param value as JSON has it
 */
export function withoutAddress(value: unknown, email: string): unknown {
  if (typeof value === 'string') return namesAddress(value, email) ? null : value;
  if (Array.isArray(value)) {
    return value.flatMap((item) => {
      const rest = withoutAddress(item, email);
      return rest === null && item !== null ? [] : [rest];
    });
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withoutAddress(part, email)]));
}

/** A JSON text without what names this mailbox; the same text where nothing does. */
export function jsonWithoutAddress(text: string, email: string): string {
  const value: unknown = JSON.parse(text);
  const rest = JSON.stringify(withoutAddress(value, email));
  return rest === JSON.stringify(value) ? text : rest;
}
