import type {
  ChangeSchedule,
  CreateSchedule,
  MessageSent,
  PreparedMessage,
  PrepareMessage,
  Receipt,
  Schedule,
  Thread,
} from '@openly/contracts';
import type { Settings } from './store';

/** What the Gmail tab and the popup may know of the sign-in: never a token. */
export interface AccountState {
  /** `ended`: this device was signed in, and the server has ended that. */
  signedIn: 'yes' | 'no' | 'ended';
  accountId: string | null;
  email: string | null;
  name: string | null;
  senderId: string | null;
  /** False once Google has withdrawn Gmail access: scheduled mail cannot go out. */
  gmailConnected: boolean;
  settings: Settings;
}

/** Requests to the background worker, the only one that talks to the server: question -> answer. */
export interface Requests {
  account: { ask: null; answer: AccountState };
  signIn: { ask: null; answer: AccountState };
  signOut: { ask: null; answer: AccountState };
  changeSettings: { ask: Partial<Settings>; answer: AccountState };
  checkServer: { ask: { serverUrl: string }; answer: { serverUrl: string } };
  prepare: { ask: { draftKey: string; body: PrepareMessage; timeoutMs: number }; answer: PreparedMessage };
  bindSent: { ask: { messageId: string; sent: MessageSent }; answer: null };
  /** The times "Send later" offers at once: instants in ISO 8601. */
  offeredTimes: { ask: { timeZone: string }; answer: { tomorrow: string; monday: string } };
  /** What a phrase such as "friday 9am" means on the user's clock. Fails with the server's own sentences. */
  readTime: { ask: { phrase: string; timeZone: string }; answer: { sendAt: string } };
  schedule: { ask: { body: CreateSchedule; idempotencyKey: string }; answer: Schedule };
  unschedule: { ask: { id: string }; answer: null };
  /** For a mail that still waits. */
  sendNow: { ask: { id: string }; answer: Schedule };
  reschedule: { ask: { id: string; body: ChangeSchedule }; answer: Schedule };
  /** For a mail that needs a decision or has failed. */
  decide: { ask: { id: string; action: 'send_now' | 'cancel' }; answer: Schedule };
  schedules: { ask: null; answer: Schedule[] };
  /** The popup has shown every mail in trouble. */
  troublesSeen: { ask: null; answer: null };
  receipts: { ask: { gmailThreadIds: string[] }; answer: Receipt[] };
  thread: { ask: { gmailThreadId: string }; answer: Thread };
  ownView: { ask: { messageId: string; from: string; to: string }; answer: null };
}

export type RequestName = keyof Requests;

/** Why a request failed: a code to branch on and a sentence for the user. */
export interface Failure {
  code: string;
  title: string;
}

export type Reply<T> = { ok: true; answer: T } | { ok: false; failure: Failure };

/** News the background worker sends to Gmail tabs and to the popup. */
export type News =
  | { openly: 'account'; account: AccountState }
  /** Receipts of these threads changed; null means any may have. */
  | { openly: 'receipts'; gmailThreadIds: string[] | null }
  | { openly: 'schedules' }
  /** A scheduled mail waits for its sender; `signIn`: signing in again is all it takes. */
  | { openly: 'trouble'; text: string; signIn: boolean };

export class RequestFailed extends Error implements Failure {
  readonly code: string;
  readonly title: string;

  constructor({ code, title }: Failure) {
    super(title);
    this.code = code;
    this.title = title;
  }
}

export const failureOf = (error: unknown): Failure =>
  error instanceof RequestFailed
    ? { code: error.code, title: error.title }
    : { code: 'internal', title: 'Something went wrong in Openly. Try again.' };

/** Asks the background worker. Throws `RequestFailed`, also when the extension was updated under this page. */
export async function ask<Name extends RequestName>(
  name: Name,
  question: Requests[Name]['ask'],
): Promise<Requests[Name]['answer']> {
  let reply: Reply<Requests[Name]['answer']> | undefined;
  try {
    reply = await chrome.runtime.sendMessage({ openly: name, question });
  } catch {
    throw new RequestFailed({ code: 'reload', title: 'Openly was updated. Reload this page to go on.' });
  }
  if (!reply) throw new RequestFailed({ code: 'internal', title: 'Openly did not answer. Try again.' });
  if (!reply.ok) throw new RequestFailed(reply.failure);
  return reply.answer;
}

/** Calls `listener` with every piece of news until `signal` aborts. */
export function onNews(listener: (news: News) => void, signal?: AbortSignal): void {
  const hear = (message: unknown) => {
    if (typeof message === 'object' && message !== null && 'openly' in message && !('question' in message)) {
      listener(message as News);
    }
  };
  chrome.runtime.onMessage.addListener(hear);
  signal?.addEventListener('abort', () => chrome.runtime.onMessage.removeListener(hear), { once: true });
}
