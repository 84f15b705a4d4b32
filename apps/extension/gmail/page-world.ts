/** Answers InboxSDK's content script, which asks the background worker to put `pageWorld.js` into Gmail's page. */
import '@inboxsdk/core/background.js';
