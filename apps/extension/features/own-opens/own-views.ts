import { ask } from '../../protocol';

/** Gmail asks for a mail's images around the moment it comes on screen: so long before and after. */
const BEFORE_MS = 3000;
const AFTER_MS = 5000;

/**
 * Tells the server that own mail came on screen, so that a fetch of that moment is known to be the sender's. The
 * background worker passes it on only where the block rule is not in force: where it is, no own fetch gets out, and a
 * fetch of that moment is a reader's.
 *
 * @param openedAt when the conversation came on screen, in milliseconds since 1970
 */
export function reportOwnView(openedAt: number, messageIds: readonly string[]): void {
  const view = { from: new Date(openedAt - BEFORE_MS).toISOString(), to: new Date(openedAt + AFTER_MS).toISOString() };
  for (const messageId of messageIds) {
    // The rule is what keeps own looks away; this is for when it could not be set.
    ask('ownView', { messageId, ...view }).catch(() => undefined);
  }
}
