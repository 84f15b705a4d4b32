import { describe, expect, it } from '@jest/globals';
import { memoryStore } from '../memory-store';
import { MessageIds } from './message-ids';

const buildIds = (store = memoryStore()) => {
  let made = 0;
  return new MessageIds(store, () => `id-${++made}`);
};

describe('message ids of drafts', () => {
  it('gives a reopened draft the same id', async () => {
    const store = memoryStore();
    expect(await buildIds(store).of('r1')).toBe('id-1');
    expect(await buildIds(store).of('r1')).toBe('id-1');
  });

  it('gives two drafts two ids, asked for at the same moment', async () => {
    const ids = buildIds();
    expect(await Promise.all([ids.of('r1'), ids.of('r2'), ids.of('r1')])).toEqual(['id-1', 'id-2', 'id-1']);
  });

  it('renews an id that was used up once only', async () => {
    const ids = buildIds();
    await ids.of('r1');
    expect(await Promise.all([ids.renew('r1', 'id-1'), ids.renew('r1', 'id-1')])).toEqual(['id-2', 'id-2']);
  });
});
