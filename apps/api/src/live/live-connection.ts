import { type LiveFrame, type LiveHello, liveHello } from '@openly/contracts';
import { WebSocket } from 'ws';
import { DomainError } from '../errors.js';
import type { Authenticator } from '../http/auth.guard.js';
import type { EventLog, EventOwner } from './event-log.js';

const HELLO_WITHIN_MS = 5_000;
const HEARTBEAT_MS = 20_000;
/** The session is looked at again with every third heartbeat. */
const HEARTBEATS_PER_RECHECK = 3;
const PAGE = 200;
/** Farther behind than this, reading everything again is cheaper for both sides. */
const CATCH_UP_LIMIT = 2_000;
/** Bytes a client may leave unread before it is dropped; it catches up when it comes back. */
const BACKLOG_LIMIT = 1024 * 1024;

/** WebSocket close codes (RFC 6455, 7.4.1): a rule was broken; try again later. */
const POLICY_VIOLATION = 1008;
const TRY_AGAIN_LATER = 1013;

/** One socket: who it belongs to, how far it has been told, and how it ends. */
export class LiveConnection {
  private accessToken = '';
  private owner: EventOwner | null = null;
  /** The last number this client has been told. */
  private told = 0;
  private reading = false;
  private readAgain = false;
  private answered = true;
  private heartbeats = 0;
  private helloTimer: NodeJS.Timeout | undefined;
  private heartbeat: NodeJS.Timeout | undefined;

  constructor(
    private readonly socket: WebSocket,
    private readonly log: EventLog,
    private readonly authenticator: Authenticator,
    /** Called once, when the first frame was accepted. */
    private readonly onReady: (owner: EventOwner) => void,
  ) {
    this.helloTimer = setTimeout(() => this.refuse('unauthenticated'), HELLO_WITHIN_MS);
    // Frames after the first say nothing; a browser's worker sends them to stay awake.
    socket.once('message', (frame, isBinary) => void this.greet(isBinary ? '' : String(frame)));
    socket.on('pong', () => (this.answered = true));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => this.stop());
  }

  /** True while this client has not been told of event `seq`. */
  isBehind(seq: number): boolean {
    return this.owner !== null && this.told < seq;
  }

  /**
   * Sends what the table holds beyond the last number told. Calls that come while it reads are folded into one more
   * round, so nothing is sent twice and nothing is left.
   */
  async catchUp(): Promise<void> {
    this.readAgain = true;
    if (this.reading) return;
    this.reading = true;
    try {
      while (this.readAgain && this.isOpen()) {
        this.readAgain = false;
        await this.sendPage();
      }
    } catch {
      // The database is away. The slow poll or the restored channel asks again.
    } finally {
      this.reading = false;
    }
  }

  /** Says why and hangs up. */
  refuse(code: 'unauthenticated' | 'invalid_request' | 'rate_limited' | 'unavailable'): void {
    this.send({ error: { code } });
    this.close(code === 'unavailable' ? TRY_AGAIN_LATER : POLICY_VIOLATION);
  }

  /** Hangs up; a client that does not answer the close is cut off. */
  close(code: number): void {
    this.stop();
    if (this.socket.readyState === WebSocket.CLOSED) return;
    this.socket.close(code);
    setTimeout(() => this.socket.terminate(), 1_000).unref();
  }

  private async greet(frame: string): Promise<void> {
    clearTimeout(this.helloTimer);
    const hello = parseHello(frame);
    if (!hello) return this.refuse('invalid_request');
    try {
      const { teamId, accountId } = await this.authenticator.authenticate(hello.accessToken);
      const owner = { teamId, accountId };
      const last = await this.log.lastSeq(owner);
      if (!this.isOpen()) return;
      this.accessToken = hello.accessToken;
      this.send({ hello: { seq: last } });
      this.told = hello.since ?? last;
      this.owner = owner;
    } catch (error) {
      return this.refuse(isUnauthenticated(error) ? 'unauthenticated' : 'unavailable');
    }
    this.heartbeat = setInterval(() => this.beat(), HEARTBEAT_MS);
    this.onReady(this.owner);
    // Only now, when announcements reach this connection: what was committed before is in the table.
    await this.catchUp();
  }

  private async sendPage(): Promise<void> {
    if (!this.owner) return;
    if (this.socket.bufferedAmount > BACKLOG_LIMIT) return this.socket.terminate();
    const { last, events } = await this.log.after(this.owner, this.told, PAGE);
    const behind = last - this.told;
    // Numbers have no gaps: one that is missing was deleted, for its age or with what it tells of.
    const areDeleted =
      behind > 0 && (events.length === 0 || events.some(({ seq }, nth) => seq !== this.told + 1 + nth));
    if (behind < 0 || behind > CATCH_UP_LIMIT || areDeleted) return this.resync(last);
    for (const event of events) {
      if (!this.isOpen()) return;
      this.send({ event });
      this.told = event.seq;
    }
    if (this.told < last) this.readAgain = true;
  }

  private resync(seq: number): void {
    this.told = seq;
    this.send({ resync: { seq } });
  }

  private beat(): void {
    if (!this.answered) {
      this.socket.terminate();
      return;
    }
    this.answered = false;
    this.socket.ping();
    this.heartbeats += 1;
    if (this.heartbeats % HEARTBEATS_PER_RECHECK === 0) void this.checkSession();
  }

  private async checkSession(): Promise<void> {
    try {
      await this.authenticator.authenticate(this.accessToken);
    } catch (error) {
      // While the database is away nobody can be checked, and nothing can be told either.
      if (isUnauthenticated(error)) this.refuse('unauthenticated');
    }
  }

  private isOpen(): boolean {
    return this.socket.readyState === WebSocket.OPEN;
  }

  private send(frame: LiveFrame): void {
    if (this.isOpen()) this.socket.send(JSON.stringify(frame));
  }

  private stop(): void {
    clearTimeout(this.helloTimer);
    clearInterval(this.heartbeat);
  }
}

function parseHello(frame: string): LiveHello | null {
  try {
    return liveHello.parse(JSON.parse(frame));
  } catch {
    return null;
  }
}

function isUnauthenticated(error: unknown): boolean {
  return error instanceof DomainError && error.code === 'unauthenticated';
}
