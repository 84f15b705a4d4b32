import type { ConsentMode, NoticeLanguage, PreparedMessage, PrepareMessage, Recipient } from '@openly/contracts';
import { addMarks, removeMarks, removeNoticeText } from '@openly/tracking';
import type { Failure } from '../../protocol';
import { type Asked, isFor, isSameWish, type Preparation, type Prepared, suits } from './asked';
import { includesAll, recipientsKey } from './recipients';
import { onlyReader, questionWords, TEAM_OFF, withheld } from './withheld';

/** How one mail stands: what its strip shows. */
export type TrackingState =
  | { is: 'off' }
  | { is: 'no_reader' }
  | { is: 'preparing' }
  /** `reader`: the name of its only reader, null for several. */
  | { is: 'tracked'; prepared: PreparedMessage; reader: string | null }
  /** It carries the question whether later mail may be tracked, and no pixel. */
  | { is: 'asks'; prepared: PreparedMessage; reader: string | null }
  | { is: 'impossible'; code: string; why: string };

/** What the send request carries, and what to tell the user when it is not what was asked for. */
export interface Sending {
  body: string;
  /** The message whose pixel or question went in. */
  messageId: string | null;
  /** Said to the user when tracking was on, did not happen and the strip had not said so. */
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
  /** How the team asks its readers, as far as it is known. */
  teamMode(): ConsentMode | null;
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

/**
 * One mail being written: prepared with the server as soon as it has a reader, and
 * again when readers or its language change, so that Send finds everything ready and asks nobody.
 */
export class MailTracking {
  readonly #mail: MailParts;
  #on: boolean;
  #asksFirst = false;
  #state: TrackingState = { is: 'preparing' };
  #preparation: Preparation | null = null;
  #prepared: Prepared | null = null;
  #cancelTimer: (() => void) | null = null;
  #cancelRenewal: (() => void) | null = null;
  /** What the window showed when it could last be read. */
  #lastSeen: MailNow = { draftKey: '', recipients: [], subject: '', gmailThreadId: undefined, language: undefined };
  /** What it showed when Send was pressed. */
  #pressed: MailNow | null = null;
  /** What its strip said then. */
  #shown: TrackingState | null = null;
  #stopped = false;

  constructor(mail: MailParts, on: boolean) {
    this.#mail = mail;
    this.#on = on;
  }

  get state(): TrackingState {
    return this.#state;
  }

  /** Whether its sender wants it tracked and the team allows that at all. */
  get isOn(): boolean {
    return this.#on && !this.isForbidden;
  }

  /** The team tracks nothing. */
  get isForbidden(): boolean {
    return isTeamOff(this.#state);
  }

  get asksFirst(): boolean {
    return this.#asksFirst;
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

  /** Whether this mail asks readers who have not allowed it first, where the team would do with a notice. */
  askFirst(asksFirst: boolean): void {
    this.#asksFirst = asksFirst;
    this.#review();
  }

  /** Readers, subject, language or the sign-in changed. */
  changed(): void {
    if (!this.#stopped) this.#review(SETTLE_MS);
  }

  /** Send was pressed: from here on Gmail may close the window and forget its readers. */
  aboutToSend(): void {
    this.#cancelTimer?.();
    this.#shown = this.#state;
    this.#pressed = null;
    this.#pressed = this.#read();
  }

  /** What to send in place of `body`. Never throws and never takes longer than the budget. */
  async send(body: string, isPlainText: boolean): Promise<Sending> {
    let clean = body;
    const shown = this.#shown ?? this.#state;
    try {
      clean = isPlainText ? removeNoticeText(body) : removeMarks(body);
      if (!this.#on || isTeamOff(shown)) return { body: clean, messageId: null, untrackedBecause: null };
      const hindrance = this.#mail.hindrance();
      if (hindrance) return untracked(clean, hindrance);
      if (isPlainText || !/<[a-z]/i.test(body)) {
        return untracked(clean, { code: 'plain_text', title: 'plain text mode has no room for a receipt.' });
      }
      const now = this.#read();
      const mail = this.#pressed ?? now;
      const message = await this.#finalMessage(mail);
      const failure = withheld(message, mail.recipients);
      if (failure) return untracked(clean, failure);
      const { id, pixelHtml, noticeHtml, links } = message;
      const isTracked = pixelHtml !== null;
      return {
        body: addMarks(clean, { pixelHtml, noticeHtml: noticeHtml ?? '', links: isTracked ? links : [] }),
        messageId: id,
        untrackedBecause: isTracked || shown.is === 'asks' ? null : `${questionWords(onlyReader(mail.recipients))}.`,
      };
    } catch (error) {
      return untracked(clean, asFailure(error));
    }
  }

  async #finalMessage(mail: MailNow): Promise<PreparedMessage> {
    const key = recipientsKey(mail.recipients);
    const wanted = { ...mail, asksFirst: this.#asksFirst };
    const running = this.#preparation;
    // The server keeps what it was asked last: readers must not be shown another notice than it will prove.
    const asksOtherwise = running && !isSameWish(running, wanted);
    if (isFor(this.#prepared, key) && this.#isGood(this.#prepared) && suits(this.#prepared, wanted) && !asksOtherwise)
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
    const wanted = { ...mail, asksFirst: this.#asksFirst };
    const prepared = isFor(this.#prepared, key) && this.#isGood(this.#prepared) ? this.#prepared : null;
    // What asks is another mail than what tracks: never shown for it.
    if (prepared?.asksFirst === this.#asksFirst) this.#showPrepared(prepared);
    else this.#show(this.#mail.teamMode() === 'off' ? NOT_TRACKED : { is: 'preparing' });
    if (prepared?.subject === subject && suits(prepared, wanted)) return;
    const task = () => {
      this.#cancelTimer = null;
      const running = this.#preparation;
      const isAsked = isFor(running, key) && running.subject === subject && isSameWish(running, wanted);
      if (isAsked && this.#isGood(running)) return;
      this.#prepare(this.#read(), PREPARE_TIMEOUT_MS);
    };
    if (delay === 0) task();
    else this.#cancelTimer = this.#mail.later(task, delay);
  }

  /** The state of a mail that there is nothing to prepare for. */
  #standstill(recipients: Recipient[]): TrackingState | null {
    const isOff = this.#mail.teamMode() === 'off';
    if (!this.#on) return isOff ? NOT_TRACKED : { is: 'off' };
    const hindrance = this.#mail.hindrance();
    if (hindrance) return { is: 'impossible', code: hindrance.code, why: hindrance.title };
    if (recipients.length > 0) return null;
    return isOff ? NOT_TRACKED : { is: 'no_reader' };
  }

  #prepare({ draftKey, ...mail }: MailNow, timeoutMs: number): Preparation {
    const asksFirst = this.#asksFirst;
    const body: PrepareMessage = asksFirst ? { ...mail, consentMode: 'ask' } : mail;
    const result = this.#mail.prepare(draftKey, body, timeoutMs);
    const asked = {
      key: recipientsKey(mail.recipients),
      subject: mail.subject,
      language: mail.language,
      asksFirst,
      recipients: mail.recipients,
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
        if (asksFirst === this.#asksFirst) this.#showPrepared(this.#prepared);
        this.#renewInTime(this.#prepared);
        // Its writer may have changed back meanwhile to what was prepared before, for which nothing more was asked.
        if (!suits(this.#prepared, { ...this.#lastSeen, asksFirst: this.#asksFirst })) this.changed();
      },
      (error) => {
        if (this.#preparation !== preparation) return;
        this.#preparation = null;
        // A failed change of the subject leaves the marks good for the same readers; after one of the language nobody
        // knows which notice the server has noted.
        const { key } = preparation;
        if (isFor(this.#prepared, key) && suits(this.#prepared, preparation) && this.#isGood(this.#prepared)) return;
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

  #showPrepared({ message, recipients }: Prepared): void {
    if (!this.#on) return;
    const failure = withheld(message, recipients);
    if (failure) this.#show({ is: 'impossible', code: failure.code, why: failure.title });
    else this.#show({ is: message.pixelHtml ? 'tracked' : 'asks', prepared: message, reader: onlyReader(recipients) });
  }

  #show(state: TrackingState): void {
    this.#state = state;
    this.#mail.onState(state);
  }
}

const isTeamOff = (state: TrackingState) => state.is === 'impossible' && state.code === TEAM_OFF.code;
const NOT_TRACKED: TrackingState = { is: 'impossible', code: TEAM_OFF.code, why: TEAM_OFF.title };

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
