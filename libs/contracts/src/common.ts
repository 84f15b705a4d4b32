import { z } from 'zod';

/** A UUID, any version; capitals are folded to its canonical text form (RFC 9562). */
export const uuid = z.uuid().toLowerCase();

/** Years of four digits, and offsets that a database knows: clocks go from -12:00 to +14:00. */
const WITHIN_TIME = /^[12].*(?:Z|[+-](?:0\d|1[0-5]):\d\d)$/;

/** An instant: ISO 8601 in UTC, for example `2026-11-22T08:00:00.000Z`. */
export const instant = z.iso
  .datetime({ offset: true, abort: true })
  .refine((text) => WITHIN_TIME.test(text), 'lies outside the years 1000 to 2999, or has an offset that no clock has');

/** One mailbox as in RFC 5321, at most 254 characters. */
export const emailAddress = z.string().trim().max(254).pipe(z.email());

/** Gmail's id of a message or a thread: hexadecimal, per mailbox. */
export const gmailId = z.string().regex(/^[0-9a-f]{1,32}$/i, 'is not a Gmail id');

/** Gmail's id of a draft, for example `r-8123456789`. */
export const gmailDraftId = z.string().regex(/^[A-Za-z0-9_:-]{1,128}$/, 'is not a Gmail draft id');

/** An IANA time zone that this platform knows, for example `Europe/Amsterdam`. */
export const timeZone = z
  .string()
  .max(64)
  .refine((zone) => {
    try {
      new Intl.DateTimeFormat('en', { timeZone: zone });
      return /^[A-Za-z]/.test(zone);
    } catch {
      return false;
    }
  }, 'is not an IANA time zone such as Europe/Amsterdam');

/** A language in which times can be said. */
export const language = z.enum(['en', 'nl', 'de', 'fr', 'es']);
export type Language = z.infer<typeof language>;

/** A language in which readers are told. */
export const noticeLanguage = z.enum(['en', 'nl', 'de', 'fr', 'es', 'it', 'pt']);
export type NoticeLanguage = z.infer<typeof noticeLanguage>;

/** What each language calls itself. */
export const languageNames: Readonly<Record<NoticeLanguage, string>> = {
  en: 'English',
  nl: 'Nederlands',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  it: 'Italiano',
  pt: 'Português',
};

/** A day on the calendar, for example `2026-12-24`. */
export const calendarDate = z.iso.date();

/** Query of every list: at most `limit` entries, going on where `cursor` says. */
export const pageQuery = z.strictObject({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** A page of a list; `nextCursor` is null on the last one. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });
