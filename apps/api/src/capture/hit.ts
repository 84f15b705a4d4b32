/** One fetch of a pixel or of a tracked link whose token is ours. */
export interface Hit {
  teamId: string;
  /** UUIDv7. The open it becomes has the same id, so that it counts once however often it is written. */
  id: string;
  messageId: string;
  /** Null for a pixel. */
  linkId: string | null;
  method: 'GET' | 'HEAD';
  /** ISO 8601 in UTC. */
  arrivedAt: string;
  /** Null where it is forgotten: from a spool after a restart, or after ten minutes. */
  origin: Origin | null;
}

/** Who fetched. Kept apart from the hit and gone within ten minutes. */
export interface Origin {
  /** Public and canonical, or null. */
  address: string | null;
  userAgent: string;
  refererGiven: boolean;
  purpose: string | null;
}

export const LONGEST_USER_AGENT = 512;
export const LONGEST_PURPOSE = 64;
