import type { ComposeView } from '@inboxsdk/core';
import { emailAddress, gmailId, type Recipient } from '@openly/contracts';
import { buttonWithIcon, DRAFT_FIELD } from './selectors';
import type { ComposeWindow } from './types';

const FIELDS = {
  to: (view: ComposeView) => view.getToRecipients(),
  cc: (view: ComposeView) => view.getCcRecipients(),
  bcc: (view: ComposeView) => view.getBccRecipients(),
} as const;

/** Wraps InboxSDK's view of a compose window. Has no effect on the window by itself. */
export function composeWindow(view: ComposeView): ComposeWindow {
  const gone = new AbortController();
  const ownKey = `unsaved-${crypto.randomUUID()}`;
  view.on('destroy', () => gone.abort());

  return {
    element: view.getElement(),
    signal: gone.signal,
    draftKey: () => draftField(view) ?? ownKey,
    recipients: () => recipientsOf(view),
    subject: () => view.getSubject(),
    text: () => view.getBodyElement().innerHTML,
    gmailThreadId() {
      const parsed = gmailId.safeParse(view.getThreadID());
      return parsed.success ? parsed.data : undefined;
    },
    isInlineReply: () => view.isInlineReplyForm(),
    onChange(listener) {
      view.on('recipientsChanged', listener);
      view.on('subjectChanged', listener);
      // InboxSDK sees readers by many class names of Gmail's; should one change, the form around them still tells.
      const form = new MutationObserver(listener);
      form.observe(view.getMetadataForm(), { childList: true, subtree: true });
      gone.signal.addEventListener('abort', () => form.disconnect());
    },
    onTextChange: (listener) => void view.on('bodyChanged', listener),
    onSending: (listener) => void view.on('presending', listener),
    onSent(listener) {
      view.on('sent', (sent) => {
        Promise.all([sent.getMessageID(), sent.getThreadID()]).then(
          ([gmailMessageId, gmailThreadId]) => listener({ gmailMessageId, gmailThreadId }),
          () => undefined,
        );
      });
    },
    rewriteSend(rewrite) {
      // InboxSDK calls this for requests that send, never for those that save a draft.
      view.registerRequestModifier(async ({ body, isPlainText }) => ({
        body: await rewrite(body, isPlainText === true),
      }));
    },
    addStrip() {
      const strip = view.addStatusBar({ height: 1, addAboveNativeStatusBar: true });
      return { element: strip.el, fit: (height) => void (strip.destroyed || strip.setHeight(height)) };
    },
    addTool({ title, iconClass, onClick }) {
      view.addButton({ title, iconClass, onClick, type: 'MODIFIER', noOverflow: true });
      return view.getElement().querySelector<HTMLElement>(buttonWithIcon(iconClass));
    },
    addSendAction({ title, iconClass, onClick }) {
      view.addButton({ title, iconClass, onClick, type: 'SEND_ACTION' });
      return view.getElement().querySelector<HTMLElement>(buttonWithIcon(iconClass));
    },
    savedDraftId: (timeoutMs) => savedDraftId(view, timeoutMs),
    popOut: async () => composeWindow(await view.popOut()),
    close: () => view.close(),
  };
}

/** `#msg-a:r123|…` -> `r123`; drafts from elsewhere have `msg-f:` numbers instead. */
function draftField(view: ComposeView): string | null {
  const value = view.getMetadataForm().querySelector<HTMLInputElement>(DRAFT_FIELD)?.value ?? '';
  const key = value.replace(/^#?(?:msg-a:)?/, '').split('|')[0];
  return key && key !== 'undefined' ? key : null;
}

function recipientsOf(view: ComposeView): Recipient[] {
  const recipients: Recipient[] = [];
  for (const [field, read] of Object.entries(FIELDS)) {
    for (const contact of read(view)) {
      const email = emailAddress.safeParse(contact.emailAddress);
      // Half-typed addresses stand there too; Gmail itself refuses to send to them.
      if (!email.success) continue;
      const name = contact.name && contact.name !== contact.emailAddress ? contact.name.slice(0, 200) : undefined;
      recipients.push({ email: email.data, name, field: field as Recipient['field'] });
    }
  }
  return recipients;
}

async function savedDraftId(view: ComposeView, timeoutMs: number): Promise<string | null> {
  const saved = view.getDraftID().then(
    (id) => id ?? null,
    () => null,
  );
  const wait = (ms: number) => new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), ms));
  const first = await Promise.race([saved, wait(400)]);
  if (first !== 'late') return first;
  // Nothing typed since the window opened: writing the subject again makes Gmail save.
  view.getSubjectInput()?.dispatchEvent(new Event('input', { bubbles: true }));
  const second = await Promise.race([saved, wait(timeoutMs)]);
  return second === 'late' ? null : second;
}
