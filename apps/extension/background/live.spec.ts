import { describe, expect, it } from '@jest/globals';
import { memoryStore } from '../memory-store';
import { LiveChannel, type Socket } from './live';

class FakeSocket implements Socket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly sent: unknown[] = [];
  send(frame: string): void {
    this.sent.push(JSON.parse(frame));
  }
  close(): void {
    this.onclose?.();
  }
  hear(frame: unknown): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

const event = (seq: number) => ({
  event: {
    seq,
    id: '00000000-0000-4000-8000-000000000001',
    type: 'open.recorded',
    at: '2026-11-22T08:00:00Z',
    data: {},
  },
});
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

function buildChannel(store = memoryStore()) {
  const sockets: FakeSocket[] = [];
  const urls: string[] = [];
  const seen: number[] = [];
  let resyncs = 0;
  const channel = new LiveChannel({
    store,
    open(url) {
      urls.push(url);
      sockets.push(new FakeSocket());
      return sockets[sockets.length - 1] as FakeSocket;
    },
    serverUrl: async () => 'https://openly.example.org/base',
    accessToken: async () => 'access',
    refused: async () => undefined,
    onEvent: ({ seq }) => seen.push(seq),
    onResync: () => resyncs++,
  });
  return { channel, sockets, urls, seen, resyncs: () => resyncs };
}

describe('the live channel', () => {
  it('says who it is in its first frame, never in the address', async () => {
    const { channel, sockets, urls } = buildChannel();
    channel.start();
    await settle();
    sockets[0]?.onopen?.();
    expect(urls).toEqual(['wss://openly.example.org/base/v1/live']);
    expect(sockets[0]?.sent).toEqual([{ accessToken: 'access', since: null }]);
    channel.stop();
  });

  it('asks after a restart for what it has not seen', async () => {
    const store = memoryStore();
    const first = buildChannel(store);
    first.channel.start();
    await settle();
    first.sockets[0]?.hear({ hello: { seq: 3 } });
    first.sockets[0]?.hear(event(4));
    await settle();
    first.channel.stop();
    expect(first.seen).toEqual([4]);
    const second = buildChannel(store);
    second.channel.start();
    await settle();
    second.sockets[0]?.onopen?.();
    expect(second.sockets[0]?.sent).toEqual([{ accessToken: 'access', since: 4 }]);
    second.channel.stop();
  });

  it('has everything read again when too much was missed', async () => {
    const { channel, sockets, resyncs } = buildChannel();
    channel.start();
    await settle();
    sockets[0]?.hear({ resync: { seq: 90 } });
    sockets[0]?.onmessage?.({ data: 'not json' });
    await settle();
    expect(resyncs()).toBe(1);
    channel.stop();
  });

  it('opens one socket, however often it is started', async () => {
    const { channel, sockets } = buildChannel();
    channel.start();
    channel.start();
    await settle();
    expect(sockets).toHaveLength(1);
    channel.stop();
  });
});
