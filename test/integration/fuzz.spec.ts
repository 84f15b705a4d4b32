import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fuzzProduct } from '../faults/fuzz/fuzz.js';
import { createDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.close());

describe('two thousand requests of every odd kind', () => {
  it('are all answered with the image or refused, crash nothing, and keep no wrong place', async () => {
    const { appUrl: url, ownerUrl } = database.connections;
    const run = await fuzzProduct({ database: { ...database, url, ownerUrl }, seed: '1', requests: 2_000 });
    expect([...run.wrong]).toEqual([]);
    expect(run.crashes).toBe(0);
    expect(run.requests).toBeGreaterThanOrEqual(2_000);
    expect(run.images + run.refused).toBe(run.requests);
    expect(run.refused).toBeGreaterThan(0);
  }, 120_000);
});
