/** Who fetched: sealed as it arrives, opened once to be judged, and unreadable for everybody within ten minutes. */
export interface Origin {
  /** Public and canonical, or null. */
  address: string | null;
  userAgent: string;
  refererGiven: boolean;
  purpose: string | null;
}

export const LONGEST_USER_AGENT = 512;
export const LONGEST_PURPOSE = 64;
