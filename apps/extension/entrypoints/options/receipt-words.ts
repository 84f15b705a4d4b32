import type { ErasureReceipt } from '@openly/contracts';

/** Kinds in the order in which a person thinks of them; what they never saw is in the file alone. */
const KINDS: Readonly<Record<string, string>> = {
  messages: 'Tracked mails',
  recipients: 'Readers’ addresses',
  opens: 'Opens',
  clicks: 'Links followed',
  schedules: 'Scheduled mails',
  series: 'Repeated mails',
  readerZones: 'Readers’ time zones',
  devices: 'Devices signed in',
};

/** What was removed, by kind, where there was any. */
export const countsOf = ({ removed }: Pick<ErasureReceipt, 'removed'>): [string, number][] =>
  Object.entries(KINDS).flatMap(([kind, words]): [string, number][] => (removed[kind] ? [[words, removed[kind]]] : []));

export function googleWords({
  googleGrant,
  googleRetryUntil,
}: Pick<ErasureReceipt, 'googleGrant' | 'googleRetryUntil'>): string {
  if (googleGrant === 'revoked' || googleRetryUntil === null) return 'Openly’s access to your Gmail has ended.';
  const until = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' }).format(
    Date.parse(googleRetryUntil),
  );
  return `Google did not answer, so it is asked again until ${until.replace(',', '')} to end Openly’s access to your Gmail. You can end it yourself at myaccount.google.com/connections.`;
}

/** Null where there are none. */
export function draftsWords(count: number): string | null {
  if (count === 0) return null;
  return count === 1
    ? '1 draft that waited stays in Gmail and will not be sent.'
    : `${count} drafts that waited stay in Gmail and will not be sent.`;
}
