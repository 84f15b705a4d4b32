import { describe, expect, it } from '@jest/globals';
import { hexFromSyncId, isDraftId, newDraftId, newMessageId, syncId } from '../google/ids.js';
import { composeResponse, readComposeRequest } from './sync-protocol.js';

/** What the page sends; the same shape as page/sync.js builds. */
function requestBody(labels: string[]): string {
  const message: unknown[] = Array.from({ length: 91 }, () => null);
  Object.assign(message, {
    0: 'msg-a:r123',
    2: [[1, 'ann@example.net', 'Ann']],
    7: 'Plan',
    8: [null, [[0, '<div>Hi</div>']]],
    10: labels,
    90: { threadId: '18fa', attachments: ['u1'] },
  });
  const update: unknown[] = Array.from({ length: 14 }, () => null);
  update[13] = [message];
  return JSON.stringify([[null, null, 2], [[[10, ['thread-a:r9', update]]]], null, [], 2]);
}

describe('the compose request', () => {
  it('tells a send from a save and names draft, readers, body and thread', () => {
    const send = readComposeRequest(requestBody(['^all', '^pfg', '^f_bt', '^f']));
    expect(send).toMatchObject({
      kind: 'send',
      draftId: 'r123',
      to: [{ email: 'ann@example.net', name: 'Ann' }],
      subject: 'Plan',
      html: '<div>Hi</div>',
      threadId: '18fa',
      attachments: ['u1'],
    });
    expect(readComposeRequest(requestBody(['^all', '^r', '^r_bt']))?.kind).toBe('save');
    expect(readComposeRequest('{}')).toBeNull();
  });

  it('is answered with the ids of the API where InboxSDK looks for them', () => {
    const request = readComposeRequest(requestBody(['^pfg']));
    const answer = JSON.parse(
      composeResponse(request as NonNullable<typeof request>, { messageId: 'aa', threadId: 'bb' }),
    ) as never[][][][][];
    const thread = (answer as unknown as unknown[][][][][])[1]?.[5]?.[0]?.[0] as unknown[];
    const inner = ((thread[2] as unknown[])[6] as unknown[])[0] as unknown[];
    expect(thread[0]).toBe('thread-a:r9');
    expect(inner[19]).toBe('bb');
    expect(((inner[4] as unknown[][])[0] as unknown[])[55]).toBe('aa');
    expect(((inner[4] as unknown[][])[0] as unknown[])[0]).toBe('msg-a:r123');
  });
});

describe('ids', () => {
  it('of messages are 16 hex digits that grow, and survive the page’s decimal form', () => {
    const [first, second] = [newMessageId(), newMessageId()];
    expect(first).toMatch(/^[0-9a-f]{16}$/);
    expect(second > first).toBe(true);
    expect(hexFromSyncId(syncId('msg', first))).toBe(first);
    expect(hexFromSyncId('msg-a:r123')).toBeNull();
  });

  it('of drafts are r and digits', () => {
    expect(isDraftId(newDraftId())).toBe(true);
    expect(isDraftId('../x')).toBe(false);
  });
});
