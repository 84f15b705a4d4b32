// The globals that InboxSDK's pageWorld.js reads from Gmail's page: 4 build label, 9 account key, 10 address, 17 settings.
window.GLOBALS = [];
window.GLOBALS[4] = 'gmail.en.standin';
window.GLOBALS[9] = 'ik0123456789';
window.GLOBALS[10] = window.STAND_IN.email;
window.GLOBALS[17] = [];
window.GM_SPT_ENABLED = 'true';
window.GM_ACTION_TOKEN = 'standin';
window.gmonkey = {
  load(_version, ready) {
    ready({ isConversationViewDisabled: () => false });
  },
  v2: { getCurrentThread: () => ({ getThreadId: () => window.STAND_IN.openThread ?? null }) },
};
