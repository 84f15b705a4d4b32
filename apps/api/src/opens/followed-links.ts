import { MANY_LINKS_MS } from '@openly/tracking';

/** The first and the last time within one stretch, in milliseconds since 1970. */
interface Stretch {
  first: number;
  last: number;
}

/**
 * When the links of one mail were followed, as far as it takes to tell how many of them were about a moment. Kept by
 * link and by stretches of `MANY_LINKS_MS`: whoever follows a link thousands of times a second adds nothing to them.
 */
export class FollowedLinks {
  private readonly stretches = new Map<string, Map<number, Stretch>>();

  add(linkId: string, at: number): void {
    const ofLink = this.stretches.get(linkId) ?? new Map<number, Stretch>();
    this.stretches.set(linkId, ofLink);
    const number = Math.floor(at / MANY_LINKS_MS);
    const known = ofLink.get(number);
    ofLink.set(number, { first: Math.min(known?.first ?? at, at), last: Math.max(known?.last ?? at, at) });
  }

  /** How many different ones were followed no more than `MANY_LINKS_MS` before or after. */
  countAbout(at: number): number {
    const number = Math.floor(at / MANY_LINKS_MS);
    let count = 0;
    for (const ofLink of this.stretches.values()) {
      const [before, after] = [ofLink.get(number - 1), ofLink.get(number + 1)];
      const isNear =
        ofLink.has(number) ||
        (before !== undefined && before.last >= at - MANY_LINKS_MS) ||
        (after !== undefined && after.first <= at + MANY_LINKS_MS);
      if (isNear) count++;
    }
    return count;
  }
}
