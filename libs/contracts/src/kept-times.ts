/**
 * How long what nobody sets for themselves is kept. The code that deletes and the papers that promise it
 * (PRIVACY.md, docs/) read the same numbers.
 */
export const KEPT = {
  /** Minutes after which a key that seals who fetched a pixel is forgotten, and what it sealed with it. */
  originMinutes: 9,
  /** Minutes that a key pair lives for which one process hands such a key to another. */
  originPairMinutes: 4,
  /** Minutes after which the wrapped copy of such a key is deleted from its table. */
  wrappedKeyMinutes: 10,
  /** Hours that a message is kept which was prepared and never sent. */
  unsentMessageHours: 24,
  /** Days that an answer is looked for after a mail went out. */
  replyWatchDays: 30,
  /** Days that a scheduled mail is listed after it was sent, cancelled or failed, and a series after its end. */
  finishedScheduleDays: 90,
  /** Days that live events are there for a device that was away. */
  liveEventDays: 7,
  /** Days that what was posted to a webhook, or is still to be, can be looked at and posted again. */
  webhookDeliveryDays: 7,
  /** Hours that the answer to a request stays, so that its repeat gets the same. */
  idempotencyHours: 48,
  /** Days after which a device that was not used is signed out. */
  unusedDeviceDays: 60,
  /** Days for which Google is asked to take a deleted account's grant back, where it does not answer at once. */
  grantDays: 7,
  /** Days that a hit is set aside which the database refused for what is in it. */
  refusedHitDays: 30,
  /** Minutes that an access token is good for. */
  accessTokenMinutes: 15,
  /** Minutes that somebody has for signing in at Google. */
  signInMinutes: 10,
  /** Seconds that the code is good for which the extension gets after that. */
  signInCodeSeconds: 60,
  /** Minutes that a code mailed to a reader proves the mailbox, and that its delivery is tried. */
  mailboxProofMinutes: 30,
  /** Minutes that the address of a client stays in memory, to count how often it posts. */
  clientAddressMinutes: 1,
  /** Days that an operator is advised to keep backups at most: what is deleted stays in them for so long. */
  backupDays: 30,
} as const;

/** Codes of one reader that are good at once: of one message, of all its sender's, of all there are. */
export const CODES_ALIVE = { ofMessage: 3, ofSender: 6, ofReader: 20 } as const;
