import { describe, expect, it } from '@jest/globals';
import { memoryStore } from '../memory-store';
import { Outbox, type Waiting } from './outbox';

const buildBinding = (last: number, gmailMessageId = '19a1') => ({
  messageId: `00000000-0000-4000-8000-00000000000${last}`,
  sent: { gmailMessageId, gmailThreadId: '19a0', sentAt: '2026-11-22T08:00:00.000Z' },
});

describe('the outbox', () => {
  it('keeps a binding until the server has it', async () => {
    const outcomes: ('done' | 'keep')[] = ['keep', 'done'];
    const outbox = new Outbox(memoryStore(), async () => outcomes.shift() ?? 'done');
    await outbox.add(buildBinding(1));
    expect(await outbox.flush()).toBe(1);
    expect(await outbox.flush()).toBe(0);
  });

  it('keeps it when the delivery fails in an unforeseen way', async () => {
    const outbox = new Outbox(memoryStore(), () => Promise.reject(new Error('boom')));
    await outbox.add(buildBinding(1));
    expect(await outbox.flush()).toBe(1);
  });

  it('survives the worker: another outbox on the same store goes on', async () => {
    const store = memoryStore();
    await new Outbox(store, async () => 'keep').add(buildBinding(1));
    const delivered: Waiting[] = [];
    const next = new Outbox(store, async (binding) => {
      delivered.push(binding);
      return 'done';
    });
    expect(await next.flush()).toBe(0);
    expect(delivered).toHaveLength(1);
  });

  it('loses none that are added at the same moment', async () => {
    const outbox = new Outbox(memoryStore(), async () => 'keep');
    await Promise.all([1, 2, 3, 4].map((n) => outbox.add(buildBinding(n))));
    expect(await outbox.waiting()).toHaveLength(4);
  });

  it('delivers the latest mail of a message that was taken back and sent again', async () => {
    const delivered: string[] = [];
    const outbox = new Outbox(memoryStore(), async ({ sent }) => {
      delivered.push(sent.gmailMessageId);
      return 'done';
    });
    await outbox.add(buildBinding(1, '19a1'));
    await outbox.add(buildBinding(1, '19a2'));
    await outbox.flush();
    expect(delivered).toEqual(['19a2']);
  });
});
