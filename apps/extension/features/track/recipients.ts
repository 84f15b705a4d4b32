import type { Recipient } from '@openly/contracts';

/** Case is ignored in the whole address, as every mail service in use does. */
export function recipientsKey(recipients: readonly Recipient[]): string {
  return [...new Set(recipients.map(({ email, field }) => `${field}:${email.trim().toLowerCase()}`))].sort().join('\n');
}

/** Whether every reader of `some` is among `all`, in the same field. */
export function includesAll(all: readonly Recipient[], some: readonly Recipient[]): boolean {
  const known = new Set(all.map((one) => recipientsKey([one])));
  return some.every((one) => known.has(recipientsKey([one])));
}
