import type {
  AcceptInvitation,
  ChangeMe,
  ChangeSchedule,
  ChangeSeries,
  CreatedInvitation,
  CreateInvitation,
  CreateSchedule,
  CreateSeries,
  DeleteMe,
  ErasureReceipt,
  Invitation,
  Language,
  Member,
  MessageSent,
  NextAllowed,
  NoticeLanguage,
  PreparedMessage,
  PrepareMessage,
  Problem,
  ReaderZone,
  Receipt,
  RemoveMember,
  ResolveSchedule,
  Role,
  Schedule,
  Series,
  SetDomain,
  SetReaderZone,
  TeamDomain,
  Thread,
  WaitingMail,
} from '@openly/contracts';
import type { Consent, Settings } from './store';

/** What the Gmail tab and the popup may know of the sign-in: never a token. */
export interface AccountState {
  /** `ended`: this device was signed in, and the server has ended that. */
  signedIn: 'yes' | 'no' | 'ended';
  accountId: string | null;
  email: string | null;
  name: string | null;
  senderId: string | null;
  /** Null when signed out. */
  teamName: string | null;
  /** Of the Google Workspace the account belongs to; null: of none, or signed out. */
  hostedDomain: string | null;
  /** In the team; null when signed out. */
  role: Role | null;
  /** False once Google has withdrawn Gmail access: scheduled mail cannot go out. */
  gmailConnected: boolean;
  /** Minutes a scheduled mail may be late and still go out by itself; null when signed out. */
  scheduleTolerance: number | null;
  /** Language of the notice where a mail's text does not tell its own; null: English, or signed out. */
  noticeLanguage: NoticeLanguage | null;
  /** Whether the team stores subjects; true when signed out. */
  subjectsKept: boolean;
  /** Null when signed out, or not known yet. */
  consent: Consent | null;
  settings: Settings;
}

/** A repetition as RFC 5545 has it and in words, for example `every Monday`. */
export interface Repeat {
  rule: string;
  words: string;
}

export type RepeatKind = 'weekdays' | 'weekly' | 'monthly';

/** What a time that was asked for means. */
export interface Understood {
  /** Instant in ISO 8601. */
  sendAt: string;
  /** `yyyy-MM-ddTHH:mm` on the clock of `timeZone`. */
  wallTime: string;
  /** IANA; the sender's, or that of the reader whose clock decided. */
  timeZone: string;
  /** `instant`: the same moment on every clock, such as "in 3 hours". */
  fixed: 'wall' | 'instant';
  /** The reader whose clock decided; null: the sender's did. */
  reader: string | null;
  /** How well each reader's zone is known; none where the sender's clock was asked for. */
  readers: ReaderZone[];
  /** How it would go on from there. */
  repeats: Record<RepeatKind, Repeat>;
}

/** A time in the user's words or a date field's value; `recipients`: meant on these readers' clocks. */
export interface TimeQuestion {
  text: string;
  timeZone: string;
  language?: Language;
  recipients: string[] | null;
}

/** A series with its rule in words. */
export type SpokenSeries = Series & { words: string };

/** How a scheduled mail ended otherwise than sent at its time. */
export interface Outcome {
  scheduleId: string;
  /** Instant in ISO 8601. */
  at: string;
  subject: string | null;
  /** For example `Sent 1 h 5 min late.` */
  words: string;
}

/** One line of a schedule's history; `at` is an instant in ISO 8601. */
export interface PastEvent {
  at: string;
  words: string;
}

/** Requests to the background worker, the only one that talks to the server: question -> answer. */
export interface Requests {
  account: { ask: null; answer: AccountState };
  /** The same, read anew from the server where it answers. */
  freshen: { ask: null; answer: AccountState };
  signIn: { ask: null; answer: AccountState };
  signOut: { ask: null; answer: AccountState };
  changeSettings: { ask: Partial<Settings>; answer: AccountState };
  checkServer: { ask: { serverUrl: string }; answer: { serverUrl: string } };
  prepare: { ask: { draftKey: string; body: PrepareMessage; timeoutMs: number }; answer: PreparedMessage };
  bindSent: { ask: { messageId: string; sent: MessageSent }; answer: null };
  /** What a time means, before anything is scheduled. Fails with the server's own sentences. */
  understand: { ask: TimeQuestion; answer: Understood };
  setReaderZone: { ask: SetReaderZone; answer: null };
  schedule: { ask: { body: CreateSchedule; idempotencyKey: string }; answer: Schedule };
  unschedule: { ask: { id: string }; answer: null };
  /** For a mail that still waits. */
  sendNow: { ask: { id: string }; answer: Schedule };
  reschedule: { ask: { id: string; body: ChangeSchedule }; answer: Schedule };
  /** For a mail that needs a decision or has failed. */
  decide: { ask: { id: string; action: ResolveSchedule['action'] }; answer: Schedule };
  history: { ask: { id: string }; answer: PastEvent[] };
  /** All of the account's that waits; answers how many. */
  pauseAll: { ask: null; answer: { count: number } };
  resumeAll: { ask: null; answer: { count: number } };
  startSeries: { ask: { body: CreateSeries; idempotencyKey: string }; answer: SpokenSeries };
  changeSeries: { ask: { id: string; body: ChangeSeries }; answer: SpokenSeries };
  endSeries: { ask: { id: string }; answer: null };
  /** Those that have not ended. */
  series: { ask: null; answer: SpokenSeries[] };
  /** What the account keeps for its person, on the server. */
  changeMe: { ask: ChangeMe; answer: AccountState };
  /** Deletes the account on the server, and what this device keeps for it; `confirm` is its address. */
  deleteAccount: { ask: DeleteMe; answer: ErasureReceipt };
  /** Takes an invitation to another team; the account is that team's from then on. */
  joinTeam: { ask: AcceptInvitation; answer: AccountState };
  /** For admins, of their team. */
  members: { ask: null; answer: Member[] };
  renameTeam: { ask: { name: string }; answer: AccountState };
  changeMember: { ask: { id: string; role: Role }; answer: Member };
  removeMember: { ask: { id: string; choice: RemoveMember }; answer: ErasureReceipt };
  /** What of a member's waits to be sent. */
  waitingMail: { ask: { id: string }; answer: WaitingMail };
  /** Whose people join by themselves. */
  domains: { ask: null; answer: TeamDomain[] };
  setDomain: { ask: SetDomain & { domain: string }; answer: TeamDomain };
  removeDomain: { ask: { domain: string }; answer: null };
  /** Those that nobody has taken yet. */
  invitations: { ask: null; answer: Invitation[] };
  invite: { ask: { body: CreateInvitation; idempotencyKey: string }; answer: CreatedInvitation };
  uninvite: { ask: { id: string }; answer: null };
  /** All that is not finished. */
  schedules: { ask: null; answer: Schedule[] };
  /** What came of scheduled mail in the last day, where that was not simply "sent on time"; newest first. */
  outcomes: { ask: null; answer: Outcome[] };
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
  /** With `outside_send_window`: the next time that the team allows. */
  nextAllowed?: NextAllowed;
  /** What in particular was refused, and why. */
  errors?: NonNullable<Problem['errors']>;
}

export type Reply<T> = { ok: true; answer: T } | { ok: false; failure: Failure };

/** News the background worker sends to Gmail tabs and to the popup. */
export type News =
  | { openly: 'account'; account: AccountState }
  /** Receipts of these threads changed; null means any may have. */
  | { openly: 'receipts'; gmailThreadIds: string[] | null }
  | { openly: 'schedules' }
  /** Something to be said in Gmail about a scheduled mail, with what its sender can do there. */
  | ({ openly: 'note' } & Note);

export interface Note {
  text: string;
  offer: { action: 'sign_in' | 'send_now' | 'restore_draft'; scheduleId: string } | OpenDraft | null;
}

/** A draft is to be put right by hand; null: it is somewhere in Drafts. */
export interface OpenDraft {
  action: 'open_draft';
  gmailThreadId: string | null;
}

export class RequestFailed extends Error implements Failure {
  readonly code: string;
  readonly title: string;
  readonly nextAllowed?: NextAllowed;
  readonly errors?: NonNullable<Problem['errors']>;

  constructor({ code, title, nextAllowed, errors }: Failure) {
    super(title);
    this.code = code;
    this.title = title;
    if (nextAllowed) this.nextAllowed = nextAllowed;
    if (errors) this.errors = errors;
  }
}

export function failureOf(error: unknown): Failure {
  if (!(error instanceof RequestFailed)) {
    return { code: 'internal', title: 'Something went wrong in Openly. Try again.' };
  }
  const { code, title, nextAllowed, errors } = error;
  return { code, title, ...(nextAllowed && { nextAllowed }), ...(errors && { errors }) };
}

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
