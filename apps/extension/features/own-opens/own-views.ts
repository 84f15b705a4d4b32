import { ask } from '../../protocol';

const REPORT_EVERY_MS = 30_000;
/** Gmail may ask for images a little before the conversation counts as opened. */
const EARLIER_MS = 3000;

/**
 * Tells the server when this sender had own mail on screen, so that a fetch in that
 * time is known to be theirs. The block rule stops those of this browser; this
 * covers what Gmail's proxy had fetched already.
 *
 * @param openedAt when the conversation came on screen, in milliseconds since 1970
 */
export function reportOwnViews(openedAt: number, signal: AbortSignal): { follow(messageIds: string[]): void } {
  let messageIds: string[] = [];
  let from: number | null = document.visibilityState === 'visible' ? openedAt - EARLIER_MS : null;

  function report(): void {
    if (from === null || messageIds.length === 0) return;
    const view = { from: new Date(from).toISOString(), to: new Date().toISOString() };
    for (const messageId of messageIds) {
      // Missed ones matter little: the rule is what keeps own looks away.
      ask('ownView', { messageId, ...view }).catch(() => undefined);
    }
    from = Date.now();
  }

  document.addEventListener(
    'visibilitychange',
    () => {
      if (document.visibilityState === 'hidden') {
        report();
        from = null;
      } else {
        from = Date.now();
      }
    },
    { signal },
  );
  const timer = setInterval(report, REPORT_EVERY_MS);
  signal.addEventListener('abort', () => {
    clearInterval(timer);
    report();
  });
  return {
    follow(ids) {
      const isNew = ids.some((id) => !messageIds.includes(id));
      messageIds = ids;
      if (isNew) report();
    },
  };
}
