import type { MessageSent, Recipient } from '@openly/contracts';

/** One compose window or inline reply in Gmail, as far as the features need it. */
export interface ComposeWindow {
  readonly element: HTMLElement;
  /** Aborted when the window is gone. */
  readonly signal: AbortSignal;
  /** Names the draft from before it is saved until it is sent, through popping out, reopening and Undo. */
  draftKey(): string;
  recipients(): Recipient[];
  subject(): string;
  /** The editor's content, as HTML. */
  text(): string;
  /** The conversation a reply belongs to. */
  gmailThreadId(): string | undefined;
  isInlineReply(): boolean;
  onChange(listener: () => void): void;
  onTextChange(listener: () => void): void;
  /** Called when the user sends, before Gmail does anything. */
  onSending(listener: () => void): void;
  onSent(listener: (ids: Pick<MessageSent, 'gmailMessageId' | 'gmailThreadId'>) => void): void;
  /** Rewrites the body of the send request alone: the editor and the drafts never see it. */
  rewriteSend(rewrite: (body: string, isPlainText: boolean) => Promise<string>): void;
  /** Puts a strip between the text and the row with Send; `fit` gives it the height it needs. */
  addStrip(): { element: HTMLElement; fit(height: number): void };
  /** A button in the row of tools. Its element is given, to be labelled. */
  addTool(tool: { title: string; iconClass: string; onClick(): void }): HTMLElement | null;
  /** A button beside Send. */
  addSendAction(action: { title: string; iconClass: string; onClick(): void }): HTMLElement | null;
  /** The id Gmail's API knows the draft by, once Gmail has saved it; null when it does not in time. */
  savedDraftId(timeoutMs: number): Promise<string | null>;
  popOut(): Promise<ComposeWindow>;
  close(): void;
}

export interface ThreadOnScreen {
  readonly signal: AbortSignal;
  gmailThreadId(): Promise<string>;
  addPanel(panel: { element: HTMLElement; title: string; iconUrl: string }): void;
}

export interface RowMark {
  className: string;
  /** Said in words: the tooltip, and what a screen reader says. */
  label: string;
  text: string;
}

export interface RowLabel {
  title: string;
  color: string;
  /** What the title has no room for: the tooltip, and what a screen reader says after it. */
  description: string | null;
}

export interface ThreadRow {
  readonly signal: AbortSignal;
  gmailThreadId(): Promise<string | null>;
  /** The draft a row in Drafts stands for. */
  draftId(): Promise<string | null>;
  /** Shows a mark before the subject, another one in its place, or with null none. */
  setMark(mark: RowMark | null): void;
  setLabel(label: RowLabel | null): void;
}

export interface Gmail {
  /** The mailbox on screen; the user may have several Google accounts. */
  readonly emailAddress: string;
  onCompose(handle: (compose: ComposeWindow) => void): void;
  onThread(handle: (thread: ThreadOnScreen) => void): void;
  onRow(handle: (row: ThreadRow) => void): void;
  say(message: { text: string; seconds: number; action?: { title: string; onClick(): void } }): void;
}
