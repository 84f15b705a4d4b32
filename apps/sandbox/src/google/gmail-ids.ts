import type { GoogleDraft, GoogleHistoryEvent, GoogleMessage, GoogleStore } from '@emulators/google';
import { decodeWords } from 'postal-mime';
import { newDraftId, newMessageId } from './ids.js';

/** History ids start here, so that an older one is "too old" and answers 404, as Gmail's do after about a week. */
export const FIRST_HISTORY_ID = 1000;

/**
 * Makes the emulator number its records as Gmail does.
 *
 * The emulator draws ids of its own (`msg_…`, `thr_…`, `r-…`) and history ids of 21 digits whose last 8 are random,
 * which neither sort nor fit the 64 bits Gmail promises. Every record passes through its collection's `insert` and
 * `update`, so the ids are replaced there and the rest of the emulator works with ours without knowing.
 */
export function numberLikeGmail(gs: GoogleStore): void {
  const nextHistoryId = historyIds(gs);
  // Ids of one change reach the message and its history events separately: the same foreign id must map to the same id of ours.
  const seen = new Map<string, string>();
  const ownHistoryId = (foreign: string): string => {
    if (isOwnHistoryId(foreign)) return foreign;
    const known = seen.get(foreign);
    if (known !== undefined) return known;
    const id = nextHistoryId();
    seen.set(foreign, id);
    if (seen.size > 50) seen.delete(seen.keys().next().value as string);
    return id;
  };

  const { messages, drafts, history } = gs;
  const insertMessage = messages.insert.bind(messages);
  messages.insert = (row) => {
    const id = isHexId(row.gmail_id) ? row.gmail_id : newMessageId();
    // A thread is named after its first message.
    const threadId = isHexId(row.thread_id) ? row.thread_id : id;
    return insertMessage(
      readable({ ...row, gmail_id: id, thread_id: threadId, history_id: ownHistoryId(row.history_id) }),
    );
  };
  const updateMessage = messages.update.bind(messages);
  messages.update = (id, changes) =>
    updateMessage(
      id,
      readable({ ...changes, ...(changes.history_id ? { history_id: ownHistoryId(changes.history_id) } : {}) }),
    );

  const insertDraft = drafts.insert.bind(drafts);
  drafts.insert = (row: Parameters<typeof insertDraft>[0]): GoogleDraft =>
    insertDraft({ ...row, gmail_id: newDraftId() });

  const insertHistory = history.insert.bind(history);
  history.insert = (row: Parameters<typeof insertHistory>[0]): GoogleHistoryEvent =>
    insertHistory({ ...row, gmail_id: ownHistoryId(row.gmail_id) });
}

function isHexId(id: string | undefined): id is string {
  return /^[0-9a-f]{16}$/.test(id ?? '');
}

function isOwnHistoryId(id: string): boolean {
  return id.length < 16;
}

/** A counter that goes on after the highest history id in the store, also after a restart. */
function historyIds(gs: GoogleStore): () => string {
  let last = 0;
  return () => {
    if (last === 0) {
      const known = [...gs.messages.all().map((m) => m.history_id), ...gs.history.all().map((h) => h.gmail_id)];
      last = known.reduce((highest, id) => Math.max(highest, Number(id) || 0), FIRST_HISTORY_ID);
    }
    last += 1;
    return String(last);
  };
}

/** The emulator keeps headers as they stand in the mail; Gmail's search and lists show them decoded (RFC 2047). */
function readable<T extends Partial<GoogleMessage>>(row: T): T {
  const decoded: Partial<GoogleMessage> = {};
  for (const field of ['subject', 'from', 'to', 'cc', 'bcc'] as const) {
    const value = row[field];
    if (typeof value === 'string' && value.includes('=?')) decoded[field] = decodeWords(value);
  }
  return { ...row, ...decoded };
}
