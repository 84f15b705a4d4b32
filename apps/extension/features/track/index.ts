import type { NoticeLanguage, PreparedMessage } from '@openly/contracts';
import { writtenText } from '@openly/tracking';
import { languageOf } from '@openly/tracking/language';
import { h, render } from 'preact';
import type { ComposeWindow, Gmail } from '../../gmail/types';
import { ask } from '../../protocol';
import { followTheme } from '../../ui/theme';
import type { AccountWatch } from '../account-watch';
import { MailTracking } from './mail-tracking';
import { reasonOf, Strip } from './strip';

const TOOL_ICON = 'openly-icon-track';
/** Writing that pauses so long is looked at for its language. */
const PAUSE_MS = 400;

/** Offers a read receipt in every compose window, shows its notice, and puts the marks into the send request. */
export function offerTracking(gmail: Gmail, account: AccountWatch): (compose: ComposeWindow) => MailTracking {
  return (compose) => {
    const strip = compose.addStrip();
    strip.element.classList.add('openly-root');
    let language: NoticeLanguage | undefined;
    /** @returns whether the text is in another language than when it was last read */
    const readLanguage = (): boolean => {
      const before = language;
      language = languageOf(writtenText(compose.text())) ?? undefined;
      return language !== before;
    };
    readLanguage();
    const teamMode = () => (account.hindrance() ? null : (account.state.consent?.mode ?? null));
    const tracking = new MailTracking(
      {
        read: () => ({
          draftKey: compose.draftKey(),
          recipients: compose.recipients(),
          subject: compose.subject(),
          gmailThreadId: compose.gmailThreadId(),
          language,
        }),
        prepare: (draftKey, body, timeoutMs): Promise<PreparedMessage> => ask('prepare', { draftKey, body, timeoutMs }),
        hindrance: () => account.hindrance(),
        accountId: () => account.state.accountId,
        teamMode,
        now: Date.now,
        onState: () => show(),
        later(task, ms) {
          const timer = setTimeout(task, ms);
          return () => clearTimeout(timer);
        },
      },
      account.settings.trackByDefault,
    );

    const tool = compose.addTool({
      title: 'Read receipt',
      iconClass: TOOL_ICON,
      onClick: () => tracking.isForbidden || tracking.turn(!tracking.isOn),
    });
    tool?.setAttribute('data-openly', 'toggle');

    function show(): void {
      if (compose.signal.aborted) return;
      const { state, isOn, isForbidden, asksFirst } = tracking;
      const props = {
        state,
        isOn,
        isForbidden,
        asksFirst,
        teamMode: teamMode(),
        onTurn: (on: boolean) => tracking.turn(on),
        onAskFirst: (first: boolean) => tracking.askFirst(first),
      };
      render(h(Strip, props), strip.element);
      const label = toolWords(tracking);
      tool?.setAttribute('aria-pressed', String(isOn));
      tool?.setAttribute('aria-disabled', String(isForbidden));
      tool?.setAttribute('aria-label', label);
      tool?.setAttribute('data-tooltip', label);
      tool?.setAttribute('data-openly-state', state.is);
      tool?.setAttribute('data-openly-reason', reasonOf(state) ?? '');
    }

    followTheme(strip.element);
    const inner = new ResizeObserver(() => strip.fit(strip.element.firstElementChild?.clientHeight ?? 1));
    tracking.start();
    if (strip.element.firstElementChild) inner.observe(strip.element.firstElementChild);
    compose.onChange(() => tracking.changed());
    let pause: ReturnType<typeof setTimeout> | undefined;
    compose.onTextChange(() => {
      clearTimeout(pause);
      pause = setTimeout(() => readLanguage() && tracking.changed(), PAUSE_MS);
    });
    compose.onSending(() => {
      clearTimeout(pause);
      readLanguage();
      tracking.aboutToSend();
    });
    const stopWatching = account.onChange(() => tracking.changed());
    // A team may have changed how it asks since this browser was started.
    if (!account.hindrance()) ask('freshen', null).catch(() => undefined);

    let messageId: string | null = null;
    compose.rewriteSend(async (body, isPlainText) => {
      const started = performance.now();
      const sending = await tracking.send(body, isPlainText);
      messageId = sending.messageId;
      measure(started, sending.messageId !== null);
      if (sending.untrackedBecause && account.wasSignedIn) {
        gmail.say({ text: `Sent without tracking: ${sending.untrackedBecause}`, seconds: 12 });
      }
      return sending.body;
    });
    compose.onSent((ids) => {
      if (!messageId) return;
      const sent = { ...ids, sentAt: new Date().toISOString() };
      // Kept by the background worker until the server has it; nothing to tell if this page is already outdated.
      ask('bindSent', { messageId, sent }).catch(() => undefined);
    });
    compose.signal.addEventListener('abort', () => {
      clearTimeout(pause);
      tracking.stop();
      inner.disconnect();
      stopWatching();
      render(null, strip.element);
    });
    return tracking;
  };
}

/** What the button among Gmail's tools says of the mail. */
function toolWords({ state, isOn, isForbidden }: MailTracking): string {
  if (isForbidden) return 'Not tracked: your team does not track mail';
  if (state.is === 'asks') return 'Not tracked yet: asks for leave';
  return isOn ? 'Tracked: asks for a read receipt' : 'Not tracked';
}

/** How long Send was held up, where tests can read it. */
function measure(started: number, tracked: boolean): void {
  const ended = performance.now();
  performance.measure('openly:send-modifier', { start: started, end: ended });
  document.documentElement.dataset.openlySendMs = (ended - started).toFixed(1);
  document.documentElement.dataset.openlySendTracked = String(tracked);
}
