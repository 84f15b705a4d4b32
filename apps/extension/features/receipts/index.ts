import { h, render } from 'preact';
import type { ThreadOnScreen } from '../../gmail/types';
import { ask, failureOf, onNews } from '../../protocol';
import { OPENLY_ICON } from '../../ui/icons';
import { followTheme } from '../../ui/theme';
import type { AccountWatch } from '../account-watch';
import { reportOwnView } from '../own-opens/own-views';
import { type PanelState, ReceiptsPanel } from './panel';

/** For when the live channel is down, and to keep "2 minutes ago" true. */
const READ_AGAIN_MS = 20_000;

/** Shows the receipts of a conversation beside it, and tells the server that its sender is looking. */
export function showReceipts(account: AccountWatch): (thread: ThreadOnScreen) => void {
  return (thread) => {
    void open(thread, account).catch(() => undefined);
  };
}

async function open(thread: ThreadOnScreen, account: AccountWatch): Promise<void> {
  const openedAt = Date.now();
  const gmailThreadId = await thread.gmailThreadId();
  const { signal } = thread;
  if (signal.aborted) return;
  const element = document.createElement('div');
  element.className = 'openly-root';
  let state: PanelState = { is: 'loading' };
  let reading: Promise<void> | null = null;
  let readAgain = false;
  let viewReported = false;

  const show = (next: PanelState = state) => {
    state = next;
    if (signal.aborted) return;
    // InboxSDK takes a moment to put the panel into the page; only there has it a colour to stand on.
    if (element.isConnected) followTheme(element);
    render(h(ReceiptsPanel, { state, now: Date.now(), retry: () => refresh(true) }), element);
  };

  async function read(): Promise<void> {
    const hindrance = account.hindrance();
    if (hindrance) return show({ is: 'signed_out', why: hindrance.title });
    try {
      const { messages, placeCredit } = await ask('thread', { gmailThreadId });
      if (signal.aborted) return;
      if (!viewReported)
        reportOwnView(
          openedAt,
          messages.map(({ id }) => id),
        );
      viewReported = true;
      show({ is: 'shown', messages, placeCredit, stale: false });
    } catch (error) {
      const failure = failureOf(error);
      if (state.is === 'shown') show({ ...state, stale: true });
      else show({ is: 'failed', failure });
    }
  }

  /** News that comes while an answer is under way may not be in it: then once more. */
  function refresh(loud = false): void {
    if (loud) show({ is: 'loading' });
    if (reading) {
      readAgain = true;
      return;
    }
    reading = read().finally(() => {
      reading = null;
      if (readAgain && !signal.aborted) {
        readAgain = false;
        refresh();
      }
    });
  }

  show();
  thread.addPanel({ element, title: 'Read receipts', iconUrl: OPENLY_ICON });
  refresh();
  onNews((news) => {
    const ours = news.openly === 'receipts' && (news.gmailThreadIds?.includes(gmailThreadId) ?? true);
    if (ours) refresh();
  }, signal);
  const stopWatching = account.onChange(() => refresh());
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') refresh();
  }, READ_AGAIN_MS);
  signal.addEventListener('abort', () => {
    clearInterval(timer);
    stopWatching();
    render(null, element);
  });
}
