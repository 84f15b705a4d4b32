import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { LiveEvent, LiveFrame } from '@openly/contracts';
import { WebSocket } from 'ws';
import { DomainError } from '../errors.js';
import type { Authenticator } from '../http/auth.guard.js';
import type { EventLog, EventPage } from './event-log.js';
import { LiveConnection } from './live-connection.js';

/** A socket that keeps what is sent to it. */
class FakeSocket extends EventEmitter {
  readyState: number = WebSocket.OPEN;
  bufferedAmount = 0;
  readonly frames: LiveFrame[] = [];
  pings = 0;
  ended: number | 'cut off' | null = null;

  send(frame: string): void {
    this.frames.push(JSON.parse(frame) as LiveFrame);
  }
  ping(): void {
    this.pings += 1;
  }
  close(code: number): void {
    this.end(code);
  }
  terminate(): void {
    if (this.ended === null) this.end('cut off');
  }
  private end(how: number | 'cut off'): void {
    this.ended = how;
    this.readyState = WebSocket.CLOSED;
    this.emit('close');
  }
}

const owner = { teamId: 'team', accountId: 'account' };
const eventOf = (seq: number): LiveEvent => ({ seq, id: `${seq}`, type: 'open.recorded', at: '', data: {} });

/** A connection whose account has these events, and whose session the test can end. */
async function connect(newest: number, since: number | null, oldest = 1, missing?: number) {
  const socket = new FakeSocket();
  const table = { newest, oldest, failing: false };
  const session: { error: Error | null } = { error: null };
  const log = {
    lastSeq: () => Promise.resolve(table.newest),
    after: (_owner: unknown, seq: number, limit: number): Promise<EventPage> => {
      if (table.failing) return Promise.reject(new Error('away'));
      const from = Math.max(seq + 1, table.oldest);
      const count = Math.max(0, Math.min(table.newest - from + 1, limit));
      return Promise.resolve({
        last: table.newest,
        events: Array.from({ length: count }, (_, n) => eventOf(from + n)).filter(({ seq }) => seq !== missing),
      });
    },
  } as unknown as EventLog;
  const authenticator = {
    authenticate: () => (session.error ? Promise.reject(session.error) : Promise.resolve({ ...owner, sessionId: 's' })),
  } as Authenticator;
  const connection = new LiveConnection(socket as unknown as WebSocket, log, authenticator, () => undefined);
  socket.emit('message', Buffer.from(JSON.stringify({ accessToken: 'token', since })), false);
  await jest.advanceTimersByTimeAsync(0);
  const seqs = () => socket.frames.flatMap((frame) => ('event' in frame ? [frame.event.seq] : []));
  return { socket, connection, table, session, seqs };
}

describe('a live connection', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('ends within a minute of its session, with a reason', async () => {
    const { socket, session } = await connect(0, null);
    session.error = new DomainError('unauthenticated');
    for (let beat = 0; beat < 3; beat++) {
      await jest.advanceTimersByTimeAsync(20_000);
      socket.emit('pong');
    }
    expect(socket.frames.at(-1)).toEqual({ error: { code: 'unauthenticated' } });
    expect(socket.ended).toBe(1008);
  });

  it('stays while the session cannot be looked at', async () => {
    const { socket, session } = await connect(0, null);
    session.error = new Error('the database is away');
    for (let beat = 0; beat < 7; beat++) {
      await jest.advanceTimersByTimeAsync(20_000);
      socket.emit('pong');
    }
    expect(socket.ended).toBeNull();
    expect(socket.pings).toBe(7);
  });

  it('is cut off when the other side no longer answers', async () => {
    const { socket } = await connect(0, null);
    await jest.advanceTimersByTimeAsync(40_000);
    expect(socket.ended).toBe('cut off');
  });

  it('is cut off when the other side does not read', async () => {
    const { socket, connection, table } = await connect(0, null);
    socket.bufferedAmount = 2 * 1024 * 1024;
    table.newest = 1;
    await connection.catchUp();
    expect(socket.ended).toBe('cut off');
  });

  it('tells each event once, however often it is woken', async () => {
    const { connection, table, seqs } = await connect(0, null);
    for (table.newest = 1; table.newest < 500; table.newest++) void connection.catchUp();
    await connection.catchUp();
    await jest.advanceTimersByTimeAsync(0);
    expect(seqs()).toEqual(Array.from({ length: 500 }, (_, n) => n + 1));
  });

  it('goes on where it was once the database is back', async () => {
    const { connection, table, seqs } = await connect(2, 0);
    table.failing = true;
    table.newest = 4;
    await connection.catchUp();
    table.failing = false;
    await connection.catchUp();
    expect(seqs()).toEqual([1, 2, 3, 4]);
  });

  it.each([
    ['too far behind', 5_000, 0, 1, undefined],
    ['behind what was deleted', 10, 2, 5, undefined],
    ['behind one that was deleted', 10, 2, 1, 6],
    ['ahead of the server', 3, 9, 1, undefined],
  ])('says to read everything again: %s', async (_case, newest, since, oldest, missing) => {
    const { socket, connection, table, seqs } = await connect(newest, since, oldest, missing);
    expect(socket.frames).toEqual([{ hello: { seq: newest } }, { resync: { seq: newest } }]);
    table.newest += 1;
    await connection.catchUp();
    expect(seqs()).toEqual([newest + 1]);
  });
});
