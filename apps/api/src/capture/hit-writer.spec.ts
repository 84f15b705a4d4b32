import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { Config } from '../config.js';
import type { MetricsService } from '../health/metrics.service.js';
import type { QueueService } from '../queue/queue.service.js';
import type { Hit } from './hit.js';
import type { HitInbox } from './hit-inbox.js';
import { HitWriter } from './hit-writer.js';

const team = '019a0000-0000-7000-8000-00000000abcd';
const aHit = (): Hit => ({
  teamId: team,
  id: uuidv7(),
  messageId: team,
  linkId: null,
  method: 'GET',
  arrivedAt: new Date().toISOString(),
  origin: { address: '145.53.100.20', userAgent: 'Reader/1', refererGiven: false, purpose: null },
});

/** A writer over a database that answers when and how the test says. */
function aWriter(dataDir = mkdtempSync(join(tmpdir(), 'openly-writer-'))) {
  const database = {
    groups: [] as Hit[][],
    state: 'well' as 'well' | 'away' | 'silent',
    statements: 0,
    answer: (): void => undefined,
  };
  const put = async (hits: readonly Hit[]) => {
    database.statements += 1;
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
  const writer = new HitWriter({ dataDir } as Config, { put, putAgain: put } as unknown as HitInbox, queue, metrics);
  const write = (hit = aHit()) => new Promise<void>((kept) => writer.write(hit, kept));
  return { writer, database, counts, write, wakes: () => wakes, dataDir };
}

const soon = (milliseconds = 20) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('hits on their way to the database', () => {
  it('collect while one statement is in flight, and the next writes them all', async () => {
    const { database, write } = aWriter();
    database.state = 'silent';
    const first = write();
    await soon();
    const others = Array.from({ length: 1_500 }, () => write());
    await soon();
    expect(database.groups.map((group) => group.length)).toEqual([1]);
    database.state = 'well';
    database.answer();
    await Promise.all([first, ...others]);
    expect(database.groups.map((group) => group.length)).toEqual([1, 1_000, 500]);
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
    expect(database.groups.flat()[0]).toEqual(hits[0]);
    expect(readdirSync(join(dataDir, 'spool'))).toEqual([]);
    expect(counts).toEqual({ openly_hits_stored_total: 30, openly_hits_spooled_total: 30 });
  });

  it('are answered and counted as lost where database and disk fail together', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'openly-writer-'));
    writeFileSync(join(dataDir, 'spool'), 'a file where the folder should be');
    const { writer, database, write, counts } = aWriter(dataDir);
    database.state = 'away';
    await write();
    expect(counts).toEqual({ openly_hits_overflowed_total: 1 });
    await writer.beforeApplicationShutdown();
  });
});
