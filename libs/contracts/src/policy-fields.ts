import { z } from 'zod';

/** A time on the clock, `HH:mm`; `24:00` is the end of a day. */
const clock = (pattern: RegExp) => z.string().regex(pattern, 'is not a time such as 08:30');

/** Days and hours in which scheduled mail may go out. */
export const sendWindow = z
  .strictObject({
    /** ISO 8601: 1 is Monday, 7 is Sunday. */
    days: z
      .array(z.number().int().min(1).max(7))
      .min(1)
      .max(7)
      .refine((days) => new Set(days).size === days.length, 'names a day twice'),
    /** From this minute on … */
    from: clock(/^(?:[01]\d|2[0-3]):[0-5]\d$/),
    /** … until this one, which is outside. */
    until: clock(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/),
  })
  .refine(({ from, until }) => from < until, { path: ['until'], message: 'is not after from' });
export type SendWindow = z.infer<typeof sendWindow>;

const label = '[\\p{L}\\p{N}](?:[\\p{L}\\p{M}\\p{N}-]{0,61}[\\p{L}\\p{M}\\p{N}])?';
/** Without an end such as `.1`: that would be an IP address. */
const HOST = new RegExp(`^(?:${label}\\.)+(?!\\d+$)${label}$`, 'u');

/** Names of hosts, in any script; the server answers them in lower case and as DNS has them (IDNA). */
export const untrackedDomains = z
  .array(
    z
      .string()
      .trim()
      .max(253)
      .refine((name) => HOST.test(name), 'is not a domain such as example.com'),
  )
  .max(200);

/** Characters that would break a line, hide text or turn it around; `[` and `]` are put around the addition itself. */
const UNPRINTED = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}[\]]/u;
/** What a mail program would make a link of: the only link of a notice is the reader's page. */
const ADDRESS = /:\/\/|\bwww\.|\bmailto:|\.\p{L}{2,}\//iu;

/** One line of plain text. */
export const noticeAddition = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .refine((text) => !UNPRINTED.test(text), 'has a control character, a line break or a square bracket')
  .refine((text) => !ADDRESS.test(text), 'has an address of a page in it');
