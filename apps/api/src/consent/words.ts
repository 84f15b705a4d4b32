import { type DetailLevel, type NoticeLanguage, noticeLanguage } from '@openly/contracts';
import { groundsOf } from '@openly/tracking';
import type { RecordedSignal } from '../opens/opens.service.js';
import { de } from './words/de.js';
import { type Counted, en, type Words } from './words/en.js';
import { es } from './words/es.js';
import { fr } from './words/fr.js';
import { it } from './words/it.js';
import { nl } from './words/nl.js';
import { pt } from './words/pt.js';

export type { Words } from './words/en.js';

/** All that readers are told, by language. */
export const tables: Readonly<Record<NoticeLanguage, Words>> = { en, nl, de, fr, es, it, pt };

/** Days before months, as in the other languages. */
const LOCALES: Partial<Record<NoticeLanguage, string>> = { en: 'en-GB' };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** One language: its words, and how it writes numbers, times and names. Made once, as making these takes long. */
export class Speech {
  readonly words: Words;
  private readonly clock: Intl.DateTimeFormat;
  private readonly shortClock: Intl.DateTimeFormat;
  private readonly relative: Intl.RelativeTimeFormat;
  private readonly numbers: Intl.NumberFormat;
  private readonly tenths: Intl.NumberFormat;
  private readonly plurals: Intl.PluralRules;
  private readonly and: Intl.ListFormat;
  private readonly countries: Intl.DisplayNames;
  private readonly languages: Intl.DisplayNames;

  constructor(readonly language: NoticeLanguage) {
    this.words = tables[language];
    const locale = LOCALES[language] ?? language;
    const time = { timeZone: 'UTC', hour: '2-digit', minute: '2-digit' } as const;
    this.clock = new Intl.DateTimeFormat(locale, {
      ...time,
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      timeZoneName: 'short',
    });
    this.shortClock = new Intl.DateTimeFormat(locale, { ...time, day: 'numeric', month: 'short', year: 'numeric' });
    this.relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
    this.numbers = new Intl.NumberFormat(locale);
    this.tenths = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    this.plurals = new Intl.PluralRules(locale);
    this.and = new Intl.ListFormat(locale, { type: 'conjunction' });
    this.countries = new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' });
    this.languages = new Intl.DisplayNames(locale, { type: 'language' });
  }

  /** An instant on the clock of UTC, for example `22 November 2026 at 08:00 UTC`. */
  inUtc(instant: Date): string {
    return this.clock.format(instant);
  }

  /** The same in short and without the zone, for example `22 Nov 2026, 08:00`. */
  inShort(instant: Date): string {
    return this.shortClock.format(instant);
  }

  /** How long ago `instant` was at `now`, for example `3 hours ago`; what lies ahead by a slow clock is `just now`. */
  ago(instant: Date, now: Date): string {
    const passed = now.getTime() - instant.getTime();
    if (passed < MINUTE) return this.words.recorded.justNow;
    if (passed < HOUR) return this.relative.format(-Math.floor(passed / MINUTE), 'minute');
    if (passed < DAY) return this.relative.format(-Math.floor(passed / HOUR), 'hour');
    return this.relative.format(-Math.floor(passed / DAY), 'day');
  }

  number(value: number): string {
    return this.numbers.format(value);
  }

  /** The form for this number, with `{count}` filled in. */
  counted(forms: Counted, count: number): string {
    const form = this.plurals.select(count) === 'one' ? forms.one : forms.other;
    return form.replace('{count}', this.number(count));
  }

  languageName(language: NoticeLanguage): string {
    return this.languages.of(language) ?? language;
  }

  /** What is recorded of a mail, as one sentence. */
  recorded({ detail, hasTrackedLinks }: { detail: DetailLevel; hasTrackedLinks: boolean }): string {
    const { details } = this.words;
    const list = this.and.format([details.time, ...details[detail], ...(hasTrackedLinks ? [details.links] : [])]);
    return `${list.charAt(0).toLocaleUpperCase(this.language)}${list.slice(1)}.`;
  }

  /** Mail program, system and device, as far as they are known; null where nothing is. */
  client({ client, os, device }: Pick<RecordedSignal, 'client' | 'os' | 'device'>): string | null {
    const system = [os, device].filter(Boolean).join(', ');
    if (!client || !system) return client ?? (system || null);
    return this.words.recorded.clientOn.replace('{client}', () => client).replace('{system}', () => system);
  }

  /** City, region and country, as far as they are known, for example `Utrecht, Netherlands`. */
  place(place: RecordedSignal['place']): string | null {
    if (!place) return null;
    return [place.city ?? place.region, this.country(place.country)].filter(Boolean).join(', ');
  }

  /** Why it was judged as it was; null where that is not known any more, and its kind says all there is to say. */
  ground(record: RecordedSignal, sentAt: Date | null): string | null {
    const { kind, signals, at, url } = record;
    const hit = { kind, signals, arrivedAt: at.getTime(), isLink: url !== null };
    const { code, network, secondsAfterSend } = groundsOf(hit, sentAt?.getTime() ?? null);
    if (code === null) return null;
    return this.words.grounds[code]
      .replace('{network}', () => network ?? '')
      .replace('{seconds}', () => this.tenths.format(secondsAfterSend ?? 0));
  }

  private country(code: string): string {
    return /^[A-Z]{2}$/i.test(code) ? (this.countries.of(code.toUpperCase()) ?? code) : code;
  }
}

const made = new Map<NoticeLanguage, Speech>();

export function speechOf(language: NoticeLanguage): Speech {
  const speech = made.get(language) ?? new Speech(language);
  made.set(language, speech);
  return speech;
}

/** The language somebody asked for by `?lang=`; null where that is none of ours. */
export function languageAsked(lang: unknown): NoticeLanguage | null {
  return noticeLanguage.safeParse(lang).data ?? null;
}

/** The language of a notice or a question by its version, such as `1.nl` or `1.ask.nl`; English before there were more. */
export function languageOfNotice(version: string): NoticeLanguage {
  return languageAsked(version.split('.').at(-1)) ?? 'en';
}

/** The one of our languages that a browser likes best (`Accept-Language`, RFC 9110, 12.5.4); English where none is. */
export function languageAccepted(header: string | undefined): NoticeLanguage {
  let [best, bestQuality]: [NoticeLanguage, number] = ['en', 0];
  for (const range of (header ?? '').slice(0, 500).split(',')) {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const language = languageAsked(tag.split('-')[0]);
    const quality = parameters.find((parameter) => parameter.startsWith('q='));
    const weight = quality ? Number(quality.slice(2)) || 0 : 1;
    if (language && weight > bestQuality) [best, bestQuality] = [language, weight];
  }
  return best;
}

/** The host of a link, which says more to a reader than its tail. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url.slice(0, 80);
}
