import type { GoogleStore } from '@emulators/google';
import { FIRST_HISTORY_ID } from './gmail-ids.js';

/** `users.getProfile`, which the emulator lacks. */
export function profileOf(gmail: GoogleStore, email: string): object {
  const messages = gmail.messages.findBy('user_email', email);
  const changes = gmail.history.findBy('user_email', email);
  const historyIds = [...messages.map((message) => message.history_id), ...changes.map((change) => change.gmail_id)];
  return {
    emailAddress: email,
    messagesTotal: messages.length,
    threadsTotal: new Set(messages.map((message) => message.thread_id)).size,
    historyId: String(historyIds.reduce((highest, id) => Math.max(highest, Number(id)), FIRST_HISTORY_ID)),
  };
}

/** `messages.list` with `q=rfc822msgid:…`, which the emulator never finds. */
export function findByMessageIdHeader(gmail: GoogleStore, email: string, wanted: string): object {
  const bare = (id: string): string => id.replace(/[<>"]/g, '').toLowerCase();
  const found = gmail.messages
    .findBy('user_email', email)
    .filter((message) => bare(message.message_id) === bare(wanted));
  const messages = found.map((message) => ({ id: message.gmail_id, threadId: message.thread_id }));
  return { ...(found.length > 0 ? { messages } : {}), resultSizeEstimate: found.length };
}
