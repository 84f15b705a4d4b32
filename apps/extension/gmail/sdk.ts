import * as InboxSDK from '@inboxsdk/core';
import { composeWindow } from './compose';
import { threadRow } from './rows';
import type { Gmail, ThreadOnScreen } from './types';

/** Its tail is the first ten digits of sha1("openly"): InboxSDK checks app ids that way. */
const APP_ID = 'sdk_openly_a63849d12e';

/** Loads InboxSDK into this Gmail tab. This folder is the only one that knows it. */
export async function loadGmail(): Promise<Gmail> {
  const sdk = await InboxSDK.load(2, APP_ID, {
    appName: 'Openly',
    eventTracking: false,
    globalErrorLogging: false,
  });
  return {
    emailAddress: sdk.User.getEmailAddress(),
    onCompose: (handle) => void sdk.Compose.registerComposeViewHandler((view) => handle(composeWindow(view))),
    onThread: (handle) => void sdk.Conversations.registerThreadViewHandler((view) => handle(threadOnScreen(view))),
    onRow: (handle) => void sdk.Lists.registerThreadRowViewHandler((view) => handle(threadRow(view))),
    say({ text, seconds, action }) {
      const message = sdk.ButterBar.showMessage({
        text,
        time: seconds * 1000,
        hideOnViewChanged: false,
        priority: 10,
        buttons: action && [
          {
            title: action.title,
            onClick() {
              message.destroy();
              action.onClick();
            },
          },
        ],
      });
    },
  };
}

function threadOnScreen(view: InboxSDK.ThreadView): ThreadOnScreen {
  const gone = new AbortController();
  view.on('destroy', () => gone.abort());
  return {
    signal: gone.signal,
    gmailThreadId: () => view.getThreadIDAsync(),
    addPanel: ({ element, title, iconUrl }) =>
      void view.addSidebarContentPanel({ el: element, title, iconUrl, id: 'openly-receipts' }),
  };
}
