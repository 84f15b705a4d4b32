import type { OpenKind } from '@openly/contracts';
import { type GroundCode, judge } from './judge.js';
import { signalsFromText } from './signals.js';

/** An open or a click as it is stored. Instants are milliseconds since 1970 in UTC. */
export interface KeptHit {
  kind: OpenKind;
  /** As `signalsToText` writes it; null where no more than the time is kept. */
  signals: string | null;
  arrivedAt: number;
  /** Whether it was a link that was followed, and not the image. */
  isLink: boolean;
}

/** Why something was judged as it was, as far as what is kept can tell. */
export interface Grounds {
  /** Null where the facts behind it are not kept, or newer rules would see them in another way. */
  code: GroundCode | null;
  /** Whose network it came from; null where that is not known. */
  network: string | null;
  /** From the send to the fetch, in seconds; null where nobody has told when it was sent. */
  secondsAfterSend: number | null;
}

/**
 * The grounds on which a hit was judged, found again from the few facts that are kept of it: so they can be told in
 * any language, and nothing more has to be stored.
 * @param sentAt null while nobody has told when the mail was sent
 */
export function groundsOf(hit: KeptHit, sentAt: number | null): Grounds {
  const { kind, arrivedAt, isLink } = hit;
  const signals = hit.signals === null ? null : signalsFromText(hit.signals);
  const network = signals?.fetchedBy?.from?.name ?? null;
  const secondsAfterSend = sentAt === null ? null : (arrivedAt - sentAt) / 1_000;
  const because = (code: GroundCode | null): Grounds => ({ code, network, secondsAfterSend });
  if (kind === 'self' || kind === 'duplicate') return because(kind);
  if (!signals) return because(null);
  const one = judge({ signals, arrivedAt, message: { sentAt }, ownViews: [], linksFollowed: isLink ? 1 : 0 });
  if (one.kind === kind) return because(one.ground);
  // By itself it was not a scanner's; a scanner's it became by the other links that were followed with it.
  return because(isLink && kind === 'scanner' ? 'many_links' : null);
}
