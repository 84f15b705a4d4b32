import { type LiveEvent, liveFrame } from '@openly/contracts';
import { Serial, type Store } from '../store';

/** The part of `WebSocket` used here; a fake in tests. */
export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
  send(frame: string): void;
  close(): void;
}

export interface LiveParts {
  store: Store;
  open(url: string): Socket;
  serverUrl(): Promise<string>;
  /** Null when signed out. May renew it. */
  accessToken(): Promise<string | null>;
  /** Called when the server refused the token. */
  refused(): Promise<void>;
  onEvent(event: LiveEvent): void;
  /** Events were missed: everything on screen is to be read again. */
  onResync(): void;
}

/** A worker without traffic is stopped after 30 s; Chrome counts WebSocket frames as traffic. */
const PING_MS = 20_000;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;

/**
 * One WebSocket to the server for as long as somebody is signed in: it carries
 * changes to Gmail's tabs within a moment and keeps the worker awake. What was
 * missed while away is asked for with the number of the last event seen.
 */
export class LiveChannel {
  readonly #parts: LiveParts;
  readonly #serial = new Serial();
  #socket: Socket | null = null;
  #wanted = false;
  #wait = FIRST_WAIT_MS;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #ping: ReturnType<typeof setInterval> | undefined;

  constructor(parts: LiveParts) {
    this.#parts = parts;
  }

  get connected(): boolean {
    return this.#socket !== null;
  }

  /** Connects unless it is connected, or about to try. */
  start(): void {
    this.#wanted = true;
    if (!this.#socket && !this.#retry) void this.#serial.run(() => this.#connect());
  }

  stop(): void {
    this.#wanted = false;
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#wait = FIRST_WAIT_MS;
    this.#drop();
  }

  /** For another account or server: numbers of events seen mean nothing there. */
  async restart(): Promise<void> {
    this.stop();
    await this.#serial.run(() => this.#parts.store.remove('liveSeq'));
    this.start();
  }

  async #connect(): Promise<void> {
    if (!this.#wanted || this.#socket) return;
    let accessToken: string | null;
    try {
      accessToken = await this.#parts.accessToken();
    } catch {
      return this.#tryLater();
    }
    if (!accessToken) {
      this.#wanted = false;
      return;
    }
    const seen = await this.#parts.store.get('liveSeq');
    const url = `${(await this.#parts.serverUrl()).replace(/^http/, 'ws')}/v1/live`;
    if (!this.#wanted) return;
    const socket = this.#parts.open(url);
    this.#socket = socket;
    socket.onopen = () => {
      socket.send(JSON.stringify({ accessToken, since: typeof seen === 'number' ? seen : null }));
      this.#ping = setInterval(() => socket.send('{"ping":true}'), PING_MS);
    };
    // One after the other: numbers seen must never be stored out of order.
    socket.onmessage = ({ data }) => void this.#serial.run(() => this.#hear(String(data)));
    socket.onclose = () => {
      if (this.#socket !== socket) return;
      this.#drop();
      this.#tryLater();
    };
  }

  async #hear(text: string): Promise<void> {
    let parsed: ReturnType<typeof liveFrame.safeParse>;
    try {
      parsed = liveFrame.safeParse(JSON.parse(text));
    } catch {
      return;
    }
    if (!parsed.success) return;
    const frame = parsed.data;
    if ('error' in frame) {
      if (frame.error.code === 'unauthenticated') await this.#parts.refused().catch(() => undefined);
      return;
    }
    this.#wait = FIRST_WAIT_MS;
    if ('event' in frame) {
      this.#parts.onEvent(frame.event);
      return this.#seen(frame.event.seq);
    }
    if ('resync' in frame) {
      this.#parts.onResync();
      return this.#seen(frame.resync.seq);
    }
    // Where the server stands counts only when nothing was seen yet; else what lies between is still to come.
    if (typeof (await this.#parts.store.get('liveSeq')) !== 'number') return this.#seen(frame.hello.seq);
  }

  #seen(seq: number): Promise<void> {
    return this.#parts.store.set('liveSeq', seq);
  }

  #drop(): void {
    clearInterval(this.#ping);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #tryLater(): void {
    if (!this.#wanted || this.#retry) return;
    // Half of the wait is chance, so that a restarted server is not met by everybody at once.
    const wait = this.#wait * (0.5 + Math.random() / 2);
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS);
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      void this.#serial.run(() => this.#connect());
    }, wait);
  }
}
