import type { Schedule } from '@openly/contracts';
import { h, render } from 'preact';
import type { ComposeWindow, Gmail } from '../../gmail/types';
import { ask, failureOf } from '../../protocol';
import { followTheme } from '../../ui/theme';
import type { AccountWatch } from '../account-watch';
import { SendLaterMenu } from './menu';
import { spokenTime } from './times';

const ICON = 'openly-icon-later';
const DRAFT_SAVED_WITHIN_MS = 8000;

export interface SendLaterParts {
  gmail: Gmail;
  account: AccountWatch;
  /** Whether the mail in this window asks for a read receipt. */
  isTracked(): boolean;
}

/** Adds "Send later" beside Send. The mail stays a Gmail draft; the server sends it at its hour. */
export function offerSendLater(compose: ComposeWindow, parts: SendLaterParts): void {
  const button = compose.addSendAction({ title: 'Send later', iconClass: ICON, onClick: () => void toggle() });
  if (!button) return;
  button.classList.add('openly-send-later');
  button.dataset.openly = 'send-later';
  button.setAttribute('aria-haspopup', 'dialog');
  button.setAttribute('aria-expanded', 'false');
  let openMenu: AbortController | null = null;

  async function toggle(): Promise<void> {
    if (openMenu) return openMenu.abort();
    if (!button) return;
    try {
      const offered = await ask('offeredTimes', { timeZone: browserZone() });
      if (!openMenu && !compose.signal.aborted) {
        openMenu = openSendLater({ button, compose, offered, ...parts }, () => {
          openMenu = null;
        });
      }
    } catch (error) {
      parts.gmail.say({ text: failureOf(error).title, seconds: 12 });
    }
  }
  compose.signal.addEventListener('abort', () => openMenu?.abort());
}

interface MenuParts extends SendLaterParts {
  button: HTMLElement;
  compose: ComposeWindow;
  offered: { tomorrow: string; monday: string };
}

const browserZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

function openSendLater(parts: MenuParts, onClosed: () => void): AbortController {
  const { button, compose, offered } = parts;
  const open = new AbortController();
  const { signal } = open;
  const place = document.createElement('div');
  place.className = 'openly-root openly-menu-place';
  document.body.append(place);
  const zone = browserZone();
  // One key for one wish: choosing the same time again after a lost answer schedules it once.
  const keys = new Map<string, string>();
  let window = compose;

  async function choose(sendAt: string): Promise<string | null> {
    const hindrance = parts.account.hindrance();
    if (hindrance) return hindrance.title;
    const idempotencyKey = keys.get(sendAt) ?? crypto.randomUUID();
    keys.set(sendAt, idempotencyKey);
    try {
      const tracking = parts.isTracked();
      // Gmail closes an inline reply only by sending or discarding it.
      if (window.isInlineReply()) window = await window.popOut();
      const gmailDraftId = await window.savedDraftId(DRAFT_SAVED_WITHIN_MS);
      if (!gmailDraftId) return 'Gmail has not saved this draft yet. Wait a moment and try again.';
      const body = { gmailDraftId, sendAt, timeZone: zone, tracking };
      const scheduled = await ask('schedule', { body, idempotencyKey });
      open.abort();
      window.close();
      sayScheduled(parts.gmail, scheduled);
      return null;
    } catch (error) {
      return failureOf(error).title;
    }
  }

  const readPhrase = (phrase: string) =>
    ask('readTime', { phrase, timeZone: zone }).catch((error) => ({ problem: failureOf(error).title }));

  const close = () => open.abort();
  render(h(SendLaterMenu, { zone, now: Date.now, offered, readPhrase, choose, close }), place);
  position(place, button);
  // The menu floats: it takes its theme from the window it belongs to.
  followTheme(place, compose.element);
  button.setAttribute('aria-expanded', 'true');

  const outside = (event: Event) => {
    if (event.target instanceof Node && !place.contains(event.target) && !button.contains(event.target)) open.abort();
  };
  document.addEventListener('pointerdown', outside, { capture: true, signal });
  addEventListener('resize', () => position(place, button), { signal });
  signal.addEventListener('abort', () => {
    const hadFocus = place.contains(document.activeElement);
    render(null, place);
    place.remove();
    button.setAttribute('aria-expanded', 'false');
    if (hadFocus && button.isConnected) button.focus();
    onClosed();
  });
  return open;
}

/** Above the button and inside the window, wherever the compose window stands. */
function position(place: HTMLElement, button: HTMLElement): void {
  const edge = 8;
  const at = button.getBoundingClientRect();
  const { width, height } = place.getBoundingClientRect();
  const left = Math.max(edge, Math.min(at.left, innerWidth - width - edge));
  const above = at.top - height - edge;
  place.style.left = `${left}px`;
  place.style.top = `${above >= edge ? above : Math.max(edge, Math.min(at.bottom + edge, innerHeight - height - edge))}px`;
}

function sayScheduled(gmail: Gmail, { id, sendAt, timeZone }: Schedule): void {
  gmail.say({
    text: `Scheduled for ${spokenTime(Date.parse(sendAt), timeZone, Date.now())}`,
    seconds: 15,
    action: {
      title: 'Undo',
      onClick() {
        ask('unschedule', { id }).then(
          () => gmail.say({ text: 'Not scheduled any more. The mail is in Drafts.', seconds: 8 }),
          (error) => gmail.say({ text: failureOf(error).title, seconds: 12 }),
        );
      },
    },
  });
}
