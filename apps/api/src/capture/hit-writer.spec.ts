import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { Config } from '../config.js';
import type { MetricsService } from '../health/metrics.service.js';
import type { Origin } from '../origins/origin.js';
import type { OriginsService } from '../origins/origins.service.js';
import type { QueueService } from '../queue/queue.service.js';
import type { Arrival, Hit } from './hit.js';
import type { Group, HitInbox } from './hit-inbox.js';
import { HitWriter } from './hit-writer.js';

const team = '019a0000-0000-7000-8000-00000000abcd';
const SEALED = 'c2VhbGVk-_';
const aHit = (): Arrival => ({
  teamId: team,
  id: uuidv7(),
  messageId: team,
  linkId: null,
  method: 'GET',
  arrivedAt: new Date().toISOString(),
  origin: { address: '145.53.100.20', userAgent: SEALED, refererGiven: false, purpose: null },
});

const temporary = mkdtempSync(join(tmpdir(), 'openly-writer-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));
const aFolder = () => mkdtempSync(join(temporary, 'data-'));

/** A writer over a database that answers when and how the test says. */
function aWriter(dataDir = aFolder(), spoolBytes = 1024 * 1024) {
  const database = {
    groups: [] as Hit[][],
    state: 'well' as 'well' | 'away' | 'silent',
    statements: 0,
    answer: (): void => undefined,
  };
  const put = async (hits: readonly Hit[]) => {
    database.statements += 1;
    if (hits.some((hit) => hit.origin === 'Poison')) throw Object.assign(new Error('no'), { code: '22P02' });
    if (database.state === 'away') throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
    if (hits.length > 0) database.groups.push([...hits]);
    if (database.state === 'silent') await new Promise<void>((answered) => (database.answer = answered));
  };
  const counts: Record<string, number> = {};
  const metrics = {
    counter: (name: string) => ({ inc: (by = 1) => (counts[name] = (counts[name] ?? 0) + by) }),
  } as unknown as MetricsService;
  let wakes = 0;
  const queue = {
    add: async () => {
      wakes += 1;
    },
  } as unknown as QueueService;
  const writer = new HitWriter(
    { dataDir, spoolBytes } as Config,
    { put: ({ hits }: Group) => put(hits), putAgain: put } as unknown as HitInbox,
    queue,
    // Sealed to its user agent, so that a test can name it.
    { sealAll: (origins: readonly Origin[]) => origins.map(({ userAgent }) => userAgent) } as unknown as OriginsService,
    metrics,
  );
  const write = (hit = aHit()) => new Promise<void>((kept) => writer.write(hit, kept));
  return { writer, database, counts, write, wakes: () => wakes, dataDir };
}

const soon = (milliseconds = 20) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('hits on their way to the database', () => {
  it('are each written once, with who fetched, however many come while a statement is in flight', async () => {
    for (const crowd of [1, 31, 32, 33, 63, 64, 65, 97, 200]) {
      const { database, write } = aWriter();
      database.state = 'silent';
      const hits = Array.from({ length: crowd + 1 }, (_, nth) => {
        const hit = aHit();
        return { ...hit, origin: { ...hit.origin, userAgent: `reader ${nth}` } };
      });
      const first = write(hits[0]);
      while (database.statements === 0) await soon(1);
      const others = hits.slice(1).map((hit) => write(hit));
      database.state = 'well';
      database.answer();
      await Promise.all([first, ...others]);
      const written = database.groups.flat().map(({ id, origin }) => [id, origin]);
      expect(written).toEqual(hits.map(({ id, origin }) => [id, origin.userAgent]));
    }
  });

  it('collect while one statement is in flight; of a crowd the next takes half, and never more than a thousand', async () => {
    const { database, write } = aWriter();
    database.state = 'silent';
    const first = write();
    while (database.statements === 0) await soon(1);
    const others = Array.from({ length: 2_500 }, () => write());
    await soon();
    expect(database.groups.map((group) => group.length)).toEqual([1]);
    database.state = 'well';
    database.answer();
    await Promise.all([first, ...others]);
    expect(database.groups.map((group) => group.length)).toEqual([1, 1_000, 750, 375, 188, 94, 47, 32, 14]);
  });

  it('are answered only once the statement is', async () => {
    const { database, write } = aWriter();
    database.state = 'silent';
    let kept = false;
    const written = write().then(() => (kept = true));
    await soon();
    expect(kept).toBe(false);
    database.answer();
    await written;
  });

  it('wake the enricher ten times a second at most', async () => {
    const { write, wakes } = aWriter();
    for (let n = 0; n < 20; n++) await write();
    await soon(250);
    expect(wakes()).toBeGreaterThanOrEqual(1);
    expect(wakes()).toBeLessThanOrEqual(3);
  });

  it('wait on the disk while the database is away, without a try each, and are written later', async () => {
    const { database, write, counts, dataDir } = aWriter();
    database.state = 'away';
    const hits = Array.from({ length: 30 }, aHit);
    for (const hit of hits) await write(hit);
    expect(database.statements).toBeLessThan(5);
    database.state = 'well';
    for (let wait = 0; wait < 100 && database.groups.flat().length < 30; wait++) await soon(50);
    await soon(100);
    expect(database.groups.flat().map((hit) => hit.id)).toEqual(hits.map((hit) => hit.id));
    expect(database.groups.flat()[0]).toEqual({ ...hits[0], origin: SEALED });
    expect(readdirSync(join(dataDir, 'spool'))).toEqual([]);
    expect(counts).toEqual({ openly_hits_stored_total: 30, openly_hits_spooled_total: 30 });
  });

  it('are answered and counted as lost where database and disk fail together', async () => {
    const dataDir = aFolder();
    writeFileSync(join(dataDir, 'spool'), 'a file where the folder should be');
    const { writer, database, write, counts } = aWriter(dataDir);
    database.state = 'away';
    await write();
    // Of the first it is not known whether the database took it; of these it is.
    for (let n = 0; n < 3; n++) await write();
    expect(counts).toEqual({ openly_hits_overflowed_total: 3 });
    await writer.beforeApplicationShutdown();
  });

  it('are counted as lost where the database is away and the spool has all it may have', async () => {
    const { writer, database, write, counts } = aWriter(undefined, 2_000);
    database.state = 'away';
    for (let n = 0; n < 20; n++) await write();
    const { openly_hits_spooled_total: spooled = 0, openly_hits_overflowed_total: lost = 0 } = counts;
    expect([spooled > 1, lost > 1, spooled + lost]).toEqual([true, true, 20]);
    database.state = 'well';
    for (let wait = 0; wait < 100 && database.groups.flat().length < spooled; wait++) await soon(50);
    await soon(100);
    expect(counts.openly_hits_stored_total).toBe(spooled);
    await writer.beforeApplicationShutdown();
  });

  it('of a group that neither would confirm are written once the database is back, and not counted as lost', async () => {
    const dataDir = aFolder();
    writeFileSync(join(dataDir, 'spool'), 'a file where the folder should be');
    const { database, write, counts } = aWriter(dataDir);
    database.state = 'away';
    const hit = aHit();
    await write(hit);
    database.state = 'well';
    for (let wait = 0; wait < 100 && database.groups.length === 0; wait++) await soon(50);
    expect(database.groups.flat()).toEqual([{ ...hit, origin: SEALED }]);
    await soon();
    expect(counts).toEqual({ openly_hits_stored_total: 1 });
  });

  it('that the database refuses for what is in them are set aside alone', async () => {
    const { database, write, counts, dataDir } = aWriter();
    const poisoned = aHit();
    const hits = [aHit(), { ...poisoned, origin: { ...poisoned.origin, userAgent: 'Poison' } }, aHit()];
    await Promise.all(hits.map((hit) => write(hit)));
    for (let wait = 0; wait < 100 && database.groups.flat().length < 2; wait++) await soon(50);
    await soon(100);
    expect(database.groups.flat().map((hit) => hit.id)).toEqual([hits[0]?.id, hits[2]?.id]);
    expect(counts).toEqual({ openly_hits_stored_total: 2, openly_hits_spooled_total: 3 });
    const [name = '', ...others] = readdirSync(join(dataDir, 'spool'));
    expect([name.endsWith('.refused'), others]).toEqual([true, []]);
    const kept = readFileSync(join(dataDir, 'spool', name), 'utf8');
    expect(kept).toContain(poisoned.id);
    expect(kept).not.toContain('Poison');
  });
});
