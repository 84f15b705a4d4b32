import { language } from '@openly/contracts';
import { useEffect, useState } from 'preact/hooks';
import { ask, failureOf, type TimeQuestion, type Understood } from '../../protocol';

/** What a time means, or a sentence about why that cannot be told. */
export type Reading = Understood | { problem: string };

/** Waits this long after the last letter before words are read. */
const READ_AFTER_MS = 250;

/** The browser's language, where times can be said in it. */
export const browserLanguage = () => language.safeParse(navigator.language.slice(0, 2).toLowerCase()).data;

export const placeholders = {
  en: 'friday 9am',
  nl: 'vrijdag 9 uur',
  de: 'Freitag 9 Uhr',
  fr: 'vendredi 9h',
  es: 'viernes a las 9',
} as const;

export function readTime(question: Omit<TimeQuestion, 'language'>): Promise<Reading> {
  return ask('understand', { ...question, language: browserLanguage() }).catch((error) => ({
    problem: failureOf(error).title,
  }));
}

/**
 * What the words in a field mean, read anew a moment after they change, or when `again` does. Null while they are empty
 * or being read.
 */
export function useUnderstood(
  text: string,
  read: (text: string) => Promise<Reading>,
  again: string,
): { reading: Reading | null; readNow(): Promise<Reading> } {
  const [reading, setReading] = useState<Reading | null>(null);
  const words = text.trim();
  useEffect(() => {
    setReading(null);
    if (words === '') return;
    let isLatest = true;
    const timer = setTimeout(() => void read(words).then((result) => isLatest && setReading(result)), READ_AFTER_MS);
    return () => {
      isLatest = false;
      clearTimeout(timer);
    };
  }, [words, again]);
  return { reading, readNow: async () => reading ?? (await read(words)) };
}
