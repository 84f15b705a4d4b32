/**
 * What calls cost in quota units (https://developers.google.com/workspace/gmail/api/reference/quota). Reads of drafts
 * and lists have no figure of their own there and are taken as dear as reading a message.
 */
export const UNITS = {
  draftCreate: 10,
  draftDelete: 20,
  draftGet: 20,
  draftSend: 100,
  threadGet: 40,
  messageGet: 20,
  list: 20,
  history: 2,
  profile: 1,
} as const;

/** Units a user may spend in any minute, for projects made since May 2026. */
export const UNITS_A_MINUTE = 6_000;
