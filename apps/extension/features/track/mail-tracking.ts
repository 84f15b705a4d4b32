import type { NoticeLanguage, PreparedMessage, PrepareMessage, Recipient } from '@openly/contracts';
import { addMarks, removeMarks, removeNoticeText } from '@openly/tracking';
import type { Failure } from '../../protocol';
import { includesAll, recipientsKey } from './recipients';

/** How one mail stands: what its strip shows. */
export type TrackingState =
  | { is: 'off' }
  | { is: 'no_reader' }
  | { is: 'preparing' }
  | { is: 'tracked'; prepared: PreparedMessage }
  | { is: 'impossible'; code: string; why: string };

/** What the send request carries, and what to tell the user when it is not what was asked for. */
export interface Sending {
  body: string;
  /** The message whose marks went in. */
  messageId: string | null;
  /** Said to the user when tracking was on and did not happen. */
  untrackedBecause: string | null;
}

/** The mail as it stands in its window. */
export interface MailNow {
  draftKey: string;
  recipients: Recipient[];
  subject: string;
  gmailThreadId: string | undefined;
  /** What its text is written in, where that is sure. */
  language: NoticeLanguage | undefined;
}

export interface MailParts {
  /** May throw once Gmail has taken the window down. */
  read(): MailNow;
  /** Asks the server; throws a `Failure`. */
  prepare(draftKey: string, body: PrepareMessage, timeoutMs: number): Promise<PreparedMessage>;
  /** Why nothing can be tracked now (signed out, another mailbox), or null. */
  hindrance(): Failure | null;
  /** Who is signed in: what was prepared for somebody else is not this account's. */
  accountId(): string | null;
  /** In milliseconds since 1970. */
  now(): number;
  onState(state: TrackingState): void;
  later(task: () => void, ms: number): () => void;
}

/** Longest a Send may wait for the server, all in all. */
export const SEND_BUDGET_MS = 1500;
const PREPARE_TIMEOUT_MS = 8000;
const SETTLE_MS = 350;
const RETRY_MS = 15_000;
/** The server forgets an unsent message a day after it was prepared; half of that leaves room for a sleeping computer. */
export const PREPARED_GOOD_MS = 12 * 3600_000;

/** What was asked of the server, for whom and when. */
interface Asked {
  key: string;
  subject: string;
  language: NoticeLanguage | undefined;
  accountId: string | null;
  at: number;
}

interface Preparation extends Asked {
  result: Promise<PreparedMessage>;
}

interface Prepared extends Asked {
  message: PreparedMessage;
}

/**
 * One mail being written: prepared with the server as soon as it has a reader, and
 * again when readers or its language change, so that Send finds everything ready and asks nobody.
 */
export class MailTracking {
  readonly #mail: MailParts;
  #on: boolean;
  #state: TrackingState = { is: 'preparing' };
  #preparation: Preparation | null = null;
  #prepared: Prepared | null = null;
  #cancelTimer: (() => void) | null = null;
  #cancelRenewal: (() => void) | null = null;
  /** What the window showed when it could last be read. */
  #lastSeen: MailNow = { draftKey: '', recipients: [], subject: '', gmailThreadId: undefined, language: undefined };
  /** What it showed when Send was pressed. */
  #pressed: MailNow | null = null;
  #stopped = false;

  constructor(mail: MailParts, on: boolean) {
    this.#mail = mail;
    this.#on = on;
  }

  get state(): TrackingState {
    return this.#state;
  }

  get isOn(): boolean {
    return this.#on;
  }

  start(): void {
    this.#review();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelTimer?.();
    this.#cancelRenewal?.();
  }

  turn(on: boolean): void {
    this.#on = on;
    this.#review();
  }

  /** Readers, subject, language or the sign-in changed. */
  changed(): void {
    if (!this.#stopped) this.#review(SETTLE_MS);
  }

  /** Send was pressed: from here on Gmail may close the window and forget its readers. */
  aboutToSend(): void {
    this.#cancelTimer?.();
    this.#pressed = null;
    this.#pressed = this.#read();
  }

  /** What to send in place of `body`. Never throws and never takes longer than the budget. */
  async send(body: string, isPlainText: boolean): Promise<Sending> {
    let clean = body;
    try {
      clean = isPlainText ? removeNoticeText(body) : removeMarks(body);
      if (!this.#on) return { body: clean, messageId: null, untrackedBecause: null };
      const hindrance = this.#mail.hindrance();
      if (hindrance) return untracked(clean, hindrance);
      if (isPlainText || !/<[a-z]/i.test(body)) {
        return untracked(clean, { code: 'plain_text', title: 'plain text mode has no room for a receipt.' });
      }
      const message = await this.#finalMessage();
      const failure = refusal(message);
      if (failure) return untracked(clean, failure);
      const { pixelHtml, noticeHtml, links } = message;
      if (!pixelHtml || !noticeHtml)
        return untracked(clean, { code: 'tracking_off', title: 'the server gave no pixel.' });
      return { body: addMarks(clean, { pixelHtml, noticeHtml, links }), messageId: message.id, untrackedBecause: null };
    } catch (error) {
      return untracked(clean, asFailure(error));
    }
  }

  async #finalMessage(): Promise<PreparedMessage> {
    const now = this.#read();
    const mail = this.#pressed ?? now;
    const key = recipientsKey(mail.recipients);
    const running = this.#preparation;
    // The server keeps what it was asked last: readers must not be shown another notice than it will prove.
    const asksOtherwise = running && running.language !== mail.language;
    if (isFor(this.#prepared, key) && this.#isGood(this.#prepared) && speaks(this.#prepared, mail) && !asksOtherwise)
      return this.#prepared.message;
    const waitsFor = isFor(running, key) && this.#isGood(running) && !asksOtherwise;
    const result = waitsFor ? running.result : this.#prepare(mail, SEND_BUDGET_MS).result;
    return withDeadline(result, SEND_BUDGET_MS);
  }

  /** What the window shows; once it is gone, what it showed last, which is what Gmail sends. */
  #read(): MailNow {
    try {
      this.#lastSeen = this.#mail.read();
    } catch {
      // Taken down by Gmail while its request is under way.
    }
    // After Send was pressed Gmail turns a half-typed reader into a whole one, and takes the window down reader by
    // reader: those who are added count, those who vanish are still written to.
    if (this.#pressed && includesAll(this.#lastSeen.recipients, this.#pressed.recipients))
      this.#pressed = { ...this.#lastSeen, language: this.#pressed.language };
    return this.#lastSeen;
  }

  #review(delay = 0): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    const mail = this.#read();
    const { recipients, subject } = mail;
    const still = this.#standstill(recipients);
    if (still) {
      this.#show(still);
      return;
    }
    const key = recipientsKey(recipients);
    const prepared = isFor(this.#prepared, key) && this.#isGood(this.#prepared) ? this.#prepared : null;
    if (prepared) this.#showPrepared(prepared.message);
    else this.#show({ is: 'preparing' });
    if (prepared?.subject === subject && speaks(prepared, mail)) return;
    const task = () => {
      this.#cancelTimer = null;
      const running = this.#preparation;
      const isAsked = isFor(running, key) && running.subject === subject && running.language === mail.language;
      if (isAsked && this.#isGood(running)) return;
      this.#prepare(this.#read(), PREPARE_TIMEOUT_MS);
    };
    if (delay === 0) task();
    else this.#cancelTimer = this.#mail.later(task, delay);
  }

  /** The state of a mail that there is nothing to prepare for. */
  #standstill(recipients: Recipient[]): TrackingState | null {
    if (!this.#on) return { is: 'off' };
    const hindrance = this.#mail.hindrance();
    if (hindrance) return { is: 'impossible', code: hindrance.code, why: hindrance.title };
    return recipients.length === 0 ? { is: 'no_reader' } : null;
  }

  #prepare({ draftKey, ...mail }: MailNow, timeoutMs: number): Preparation {
    const result = this.#mail.prepare(draftKey, mail, timeoutMs);
    const asked = {
      key: recipientsKey(mail.recipients),
      subject: mail.subject,
      language: mail.language,
      accountId: this.#mail.accountId(),
      at: this.#mail.now(),
    };
    const preparation: Preparation = { ...asked, result };
    this.#preparation = preparation;
    result.then(
      (message) => {
        if (this.#preparation !== preparation) return;
        this.#preparation = null;
        this.#prepared = { ...asked, message };
        this.#showPrepared(message);
        this.#renewInTime(this.#prepared);
        // Its writer may have changed back meanwhile to what was prepared before, for which nothing more was asked.
        if (!speaks(this.#prepared, this.#lastSeen)) this.changed();
      },
      (error) => {
        if (this.#preparation !== preparation) return;
        this.#preparation = null;
        // A failed change of the subject leaves the marks good for the same readers; after one of the language nobody
        // knows which notice the server has noted.
        const { key } = preparation;
        if (isFor(this.#prepared, key) && speaks(this.#prepared, preparation) && this.#isGood(this.#prepared)) return;
        this.#prepared = null;
        const { code, title } = asFailure(error);
        if (this.#on) this.#show({ is: 'impossible', code, why: title });
        this.#cancelTimer?.();
        if (!this.#stopped) this.#cancelTimer = this.#mail.later(() => this.#review(), RETRY_MS);
      },
    );
    return preparation;
  }

  /** Whether the server still knows it, and as this account's. */
  #isGood({ accountId, at }: Asked): boolean {
    return accountId === this.#mail.accountId() && this.#mail.now() - at < PREPARED_GOOD_MS;
  }

  /** A window may stay open for days; timers stand still while the computer sleeps, so Send looks again. */
  #renewInTime(prepared: Prepared): void {
    this.#cancelRenewal?.();
    if (this.#stopped) return;
    // A timer and the clock need not agree: one that rings early is set again.
    const left = Math.max(1000, prepared.at + PREPARED_GOOD_MS - this.#mail.now());
    this.#cancelRenewal = this.#mail.later(
      () => (this.#isGood(prepared) ? this.#renewInTime(prepared) : this.#review()),
      left,
    );
  }

  #showPrepared(message: PreparedMessage): void {
    if (!this.#on) return;
    const failure = refusal(message);
    if (failure) this.#show({ is: 'impossible', code: failure.code, why: failure.title });
    else this.#show({ is: 'tracked', prepared: message });
  }

  #show(state: TrackingState): void {
    this.#state = state;
    this.#mail.onState(state);
  }
}

/** Whether its notice is in the mail's language; asked without one, the server takes the sender's own. */
const speaks = ({ language, message }: Prepared, mail: Pick<MailNow, 'language'>) =>
  language === mail.language || message.language === mail.language;

const isFor = <Kind extends Asked>(asked: Kind | null, key: string): asked is Kind => asked?.key === key;

/** Why the server gave no marks for a message, in the words of the strip; null when it did. */
function refusal({ reason, pixelHtml }: PreparedMessage): Failure | null {
  if (reason === 'reader_refused') return { code: reason, title: 'A reader has said no to read receipts.' };
  if (reason === 'no_recipients') return { code: reason, title: 'This mail has no reader yet.' };
  if (reason === 'tracking_off' || !pixelHtml) {
    return { code: 'tracking_off', title: 'Read receipts are switched off on this server.' };
  }
  return null;
}

function untracked(body: string, { title }: Failure): Sending {
  return { body, messageId: null, untrackedBecause: title };
}

const asFailure = (error: unknown): Failure =>
  typeof error === 'object' && error !== null && 'code' in error && 'title' in error
    ? (error as Failure)
    : { code: 'internal', title: 'Something went wrong in Openly.' };

async function withDeadline<T>(result: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject({ code: 'timeout', title: 'The Openly server is too slow to answer.' }), ms);
  });
  try {
    return await Promise.race([result, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
