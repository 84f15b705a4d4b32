import { h, render } from 'preact';
import type { ComposeWindow, Gmail } from '../../gmail/types';
import { ask, failureOf, type Understood } from '../../protocol';
import { followTheme } from '../../ui/theme';
import type { AccountWatch } from '../account-watch';
import { PRESETS, SendLaterMenu } from './menu';
import type { ThreadOptions } from './more-options';
import { type Refused, refusedBecause } from './refused-time';
import { sayScheduled, saySeries } from './said';
import { browserZone } from './times';
import { readTime } from './use-understood';
import { type Options, repeatOf, scheduleWish, seriesWish } from './wish';

const ICON = 'openly-icon-later';
const DRAFT_SAVED_WITHIN_MS = 8000;

export interface SendLaterParts {
  gmail: Gmail;
  account: AccountWatch;
  /** Whether the mail in this window asks for a read receipt, and whether it asks for leave first. */
  tracking: { readonly isOn: boolean; readonly asksFirst: boolean };
}

type Offered = Parameters<typeof SendLaterMenu>[0]['offered'];

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
      const [offered, thread] = await Promise.all([offeredTimes(), threadOptions(compose, parts.account)]);
      if (!openMenu && !compose.signal.aborted) {
        openMenu = openSendLater({ button, compose, offered, thread, ...parts }, () => {
          openMenu = null;
        });
      }
    } catch (error) {
      parts.gmail.say({ text: failureOf(error).title, seconds: 12 });
    }
  }
  compose.signal.addEventListener('abort', () => openMenu?.abort());
}

function offeredTimes(): Promise<Offered> {
  const timeZone = browserZone();
  return Promise.all(
    PRESETS.map(async (preset) => ({
      preset,
      meant: await ask('understand', { text: preset, timeZone, recipients: null }),
    })),
  );
}

/** A moment at most: the menu opens without the option that nothing is known about yet. */
const THREAD_WITHIN_MS = 1500;

async function threadOptions(compose: ComposeWindow, account: AccountWatch): Promise<ThreadOptions> {
  const gmailThreadId = compose.gmailThreadId();
  if (!gmailThreadId) return { isReply: false, newestTracked: null };
  if (account.hindrance()) return { isReply: true, newestTracked: null };
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), THREAD_WITHIN_MS));
  const thread = await Promise.race([ask('thread', { gmailThreadId }).catch(() => null), late]);
  const sent = (thread?.messages ?? []).flatMap(({ id, sentAt, state }) =>
    sentAt !== null && state !== 'untracked' && state !== 'withdrawn' ? [{ id, at: Date.parse(sentAt) }] : [],
  );
  return { isReply: true, newestTracked: sent.sort((a, b) => b.at - a.at)[0]?.id ?? null };
}

interface MenuParts extends SendLaterParts {
  button: HTMLElement;
  compose: ComposeWindow;
  offered: Offered;
  thread: ThreadOptions;
}

function openSendLater(parts: MenuParts, onClosed: () => void): AbortController {
  const { button, compose, offered, thread } = parts;
  const open = new AbortController();
  const { signal } = open;
  const place = document.createElement('div');
  place.className = 'openly-root openly-menu-place';
  document.body.append(place);
  const timeZone = browserZone();
  // One key for one wish: choosing the same time again after a lost answer schedules it once.
  const keys = new Map<string, string>();
  const keyOf = (wish: object) => {
    const name = JSON.stringify(wish);
    const key = keys.get(name) ?? crypto.randomUUID();
    keys.set(name, key);
    return key;
  };
  let window = compose;

  const read = (text: string, onReadersClock: boolean) =>
    readTime({ text, timeZone, recipients: onReadersClock ? compose.recipients().map(({ email }) => email) : null });

  async function choose(understood: Understood, options: Options): Promise<Refused | null> {
    const hindrance = parts.account.hindrance();
    if (hindrance) return { said: hindrance.title, next: null };
    try {
      const { isOn: tracking, asksFirst } = parts.tracking;
      // Gmail closes an inline reply only by sending or discarding it.
      if (window.isInlineReply()) window = await window.popOut();
      const gmailDraftId = await window.savedDraftId(DRAFT_SAVED_WITHIN_MS);
      if (!gmailDraftId) {
        return { said: 'Gmail has not saved this draft yet. Wait a moment and try again.', next: null };
      }
      const wish = { gmailDraftId, understood, tracking, asksFirst, timeZone };
      const repeat = repeatOf(understood, options);
      const said = repeat
        ? await startSeries(seriesWish(wish, repeat.rule))
        : await schedule(scheduleWish({ ...wish, options, newestTracked: thread.newestTracked }));
      open.abort();
      window.close();
      said();
      return null;
    } catch (error) {
      return refusedBecause(error, (wallTime) => read(wallTime, options.onReadersClock));
    }
  }
  async function schedule(body: ReturnType<typeof scheduleWish>): Promise<() => void> {
    const scheduled = await ask('schedule', { body, idempotencyKey: keyOf(body) });
    return () => sayScheduled(parts.gmail, scheduled, timeZone);
  }
  async function startSeries(body: ReturnType<typeof seriesWish>): Promise<() => void> {
    const started = await ask('startSeries', { body, idempotencyKey: keyOf(body) });
    return () => saySeries(parts.gmail, started, timeZone);
  }

  const props = {
    zone: timeZone,
    now: Date.now,
    offered,
    thread,
    read,
    setReaderZone: (email: string, zone: string) =>
      ask('setReaderZone', { email, timeZone: zone }).catch((error) => failureOf(error).title),
    choose,
    close: () => open.abort(),
  };
  render(h(SendLaterMenu, props), place);
  // The menu floats: it takes its theme from the window it belongs to.
  followTheme(place, compose.element);
  button.setAttribute('aria-expanded', 'true');

  const placed = new ResizeObserver(() => position(place, button));
  placed.observe(place);
  position(place, button);
  const outside = (event: Event) => {
    if (event.target instanceof Node && !place.contains(event.target) && !button.contains(event.target)) open.abort();
  };
  document.addEventListener('pointerdown', outside, { capture: true, signal });
  addEventListener('resize', () => position(place, button), { signal });
  signal.addEventListener('abort', () => {
    const hadFocus = place.contains(document.activeElement);
    placed.disconnect();
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
