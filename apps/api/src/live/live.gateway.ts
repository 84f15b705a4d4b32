import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { WebSocketServer } from 'ws';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import type { DatabaseConnections } from '../database/data-source.js';
import { CONNECTIONS } from '../database/database.js';
import { Authenticator } from '../http/auth.guard.js';
import { EventChannel } from './event-channel.js';
import { EventLog, type EventOwner } from './event-log.js';
import { LiveConnection } from './live-connection.js';

const LIVE_PATH = '/v1/live';
/** The first frame is the largest: an access token of at most 4 KiB. */
const LARGEST_FRAME = 8 * 1024;
/** Sockets that have not said yet who they are. */
const STRANGERS_AT_ONCE = 1_000;
/** Browsers one account keeps open; one more ends the oldest. */
const SOCKETS_PER_ACCOUNT = 32;
/** Finds what an announcement that never came should have told. */
const SLOW_POLL_MS = 15_000;
/** WebSocket close code "going away" (RFC 6455, 7.4.1). */
const GOING_AWAY = 1001;

/** The WebSocket `/v1/live`: which sockets this process holds, and waking those whose account has news. */
@Injectable()
export class LiveGateway implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: LARGEST_FRAME,
    perMessageDeflate: false,
  });
  private readonly strangers = new Set<LiveConnection>();
  private readonly known = new Map<string, { owner: EventOwner; connections: Set<LiveConnection> }>();
  private readonly channel: EventChannel;
  private poll: NodeJS.Timeout | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CONNECTIONS) connections: DatabaseConnections,
    private readonly http: HttpAdapterHost,
    private readonly log: EventLog,
    private readonly authenticator: Authenticator,
  ) {
    this.channel = new EventChannel(connections, {
      onEvent: (accountId) => this.wake(accountId),
      onGone: (accountId) => this.end(accountId),
      onRestored: () => void this.wakeAllBehind(),
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.role === 'worker') return;
    const server = this.http.httpAdapter.getHttpServer() as Server;
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      this.upgrade(request, socket, head),
    );
    this.poll = setInterval(() => void this.wakeAllBehind(), SLOW_POLL_MS);
    await this.channel.open();
  }

  /** Before the HTTP server closes: it waits for every socket. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.poll);
    const connections = [...this.known.values()].flatMap((account) => [...account.connections]);
    for (const connection of [...this.strangers, ...connections]) connection.close(GOING_AWAY);
    await this.channel.close();
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const refusal = this.refusalOf(request);
    if (refusal) {
      refuseUpgrade(socket, refusal);
      return;
    }
    this.sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const connection = new LiveConnection(webSocket, this.log, this.authenticator, (owner) => {
        this.admit(connection, owner);
        webSocket.on('close', () => this.forget(connection, owner));
      });
      this.strangers.add(connection);
      webSocket.on('close', () => this.strangers.delete(connection));
    });
  }

  private refusalOf({ url, headers }: IncomingMessage): string | null {
    if (url?.split('?')[0] !== LIVE_PATH) return '404 Not Found';
    if (!this.isOurOrigin(headers.origin)) return '403 Forbidden';
    if (this.strangers.size >= STRANGERS_AT_ONCE) return '503 Service Unavailable';
    return null;
  }

  /** Web pages send their own origin and are refused; programs send none. */
  private isOurOrigin(origin: string | undefined): boolean {
    return origin === undefined || this.config.extensionIds.some((id) => origin === `chrome-extension://${id}`);
  }

  private admit(connection: LiveConnection, owner: EventOwner): void {
    this.strangers.delete(connection);
    const account = this.known.get(owner.accountId) ?? { owner, connections: new Set() };
    this.known.set(owner.accountId, account);
    account.connections.add(connection);
    const [oldest] = account.connections;
    if (account.connections.size > SOCKETS_PER_ACCOUNT) oldest?.refuse('rate_limited');
  }

  private forget(connection: LiveConnection, { accountId }: EventOwner): void {
    const account = this.known.get(accountId);
    account?.connections.delete(connection);
    if (account?.connections.size === 0) this.known.delete(accountId);
  }

  private wake(accountId: string): void {
    for (const connection of this.known.get(accountId)?.connections ?? []) void connection.catchUp();
  }

  private end(accountId: string): void {
    for (const connection of this.known.get(accountId)?.connections ?? []) connection.refuse('unauthenticated');
  }

  /** One question for all accounts; only who is behind reads. */
  private async wakeAllBehind(): Promise<void> {
    if (this.known.size === 0) return;
    try {
      const newest = await this.log.lastSeqs([...this.known.values()].map((account) => account.owner));
      for (const [accountId, seq] of newest) {
        for (const connection of this.known.get(accountId)?.connections ?? []) {
          if (connection.isBehind(seq)) await connection.catchUp();
        }
      }
    } catch {
      // The database is away; the next round asks again.
    }
  }
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.on('error', () => socket.destroy());
  // Node watches this connection no more: whoever keeps the other end open would keep it for ever.
  socket.on('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
