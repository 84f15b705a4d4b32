import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { Hit } from './hit.js';
import { Spool } from './spool.js';

const team = '019a0000-0000-7000-8000-00000000abcd';
const aHit = (): Hit => ({
  teamId: team,
  id: uuidv7(),
  messageId: team,
  linkId: team,
  method: 'HEAD',
  arrivedAt: new Date().toISOString(),
  origin: 'c2VhbGVk-_',
});
const MB = 1024 * 1024;
const temporary = mkdtempSync(join(tmpdir(), 'openly-spool-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));
const aFolder = () => join(mkdtempSync(join(temporary, 'data-')), 'spool');
const only = (paths: string[]) => {
  expect(paths).toHaveLength(1);
  return paths[0] as string;
};

describe('the spool', () => {
  it('gives back what was appended, in order, and is for this user alone', async () => {
    const folder = aFolder();
    const spool = new Spool(folder, MB);
    const hits = [aHit(), { ...aHit(), origin: null }, aHit()];
    await spool.append(hits.slice(0, 2));
    await spool.append(hits.slice(2));
    const path = only(await spool.finished());
    expect(await spool.read(path)).toEqual(hits);
    expect(statSync(path).mode & 0o077).toBe(0);
    expect(statSync(folder).mode & 0o077).toBe(0);
    await spool.remove(path);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('gives the hits to a later process', async () => {
    const folder = aFolder();
    const hits = [aHit(), aHit()];
    await new Spool(folder, MB).append(hits);
    const later = new Spool(folder, MB);
    expect(await later.read(only(await later.finished()))).toEqual(hits);
  });

  it('leaves out a line that a crash cut short, and nothing else', async () => {
    const folder = aFolder();
    const spool = new Spool(folder, MB);
    const [before, after] = [aHit(), aHit()];
    await spool.append([before]);
    appendFileSync(join(folder, readdirSync(folder)[0] ?? ''), '{"teamId":"019a');
    await spool.append([after]);
    const read = await spool.read(only(await spool.finished()));
    expect(read.map((hit) => hit.id)).toEqual([before.id, after.id]);
  });

  it('takes nothing for who fetched that is not sealed', async () => {
    const folder = aFolder();
    const spool = new Spool(folder, MB);
    await spool.append([
      { ...aHit(), origin: '145.53.100.20,"Reader/1"' },
      { ...aHit(), origin: '' },
    ]);
    expect(await spool.read(only(await spool.finished()))).toEqual([]);
  });

  it("leaves a running process's file alone, and takes over one that was abandoned", async () => {
    const folder = aFolder();
    mkdirSync(folder);
    const [mine, elsewhere, gone] = [uuidv7(), uuidv7(), uuidv7()];
    writeFileSync(join(folder, `${mine}.1.${hostname()}.open`), '');
    writeFileSync(join(folder, `${elsewhere}.1.another-host.open`), '');
    writeFileSync(join(folder, `${gone}.1.another-host.open`), '');
    utimesSync(join(folder, `${gone}.1.another-host.open`), new Date(), new Date(Date.now() - 61_000));
    const spool = new Spool(folder, MB);
    expect(await spool.finished()).toEqual([join(folder, `${gone}.jsonl`)]);
  });

  it('takes no more than its bound, whoever wrote what is there, and takes again once there is room', async () => {
    const folder = aFolder();
    const before = new Spool(folder, MB);
    await before.append(Array.from({ length: 100 }, aHit));
    await before.close();
    const most = 2 * statSync(join(folder, readdirSync(folder)[0] ?? '')).size;
    const spool = new Spool(folder, most);
    const fits = Array.from({ length: 50 }, aHit);
    await spool.append(fits);
    await expect(spool.append(Array.from({ length: 80 }, aHit))).rejects.toMatchObject({ code: 'spool full' });
    const [theirs = '', mine = ''] = await spool.finished();
    expect((await spool.read(mine)).map((hit) => hit.id)).toEqual(fits.map((hit) => hit.id));
    await spool.remove(theirs);
    const more = Array.from({ length: 80 }, aHit);
    await spool.append(more);
    expect(await spool.read((await spool.finished())[1] ?? '')).toHaveLength(80);
  });

  it('keeps what the database refused for 30 days', async () => {
    const folder = aFolder();
    const spool = new Spool(folder, MB);
    const [old, fresh] = [join(folder, 'old.jsonl'), join(folder, 'fresh.jsonl')];
    mkdirSync(folder);
    for (const path of [old, fresh]) await spool.setAside(path, [aHit()]);
    const days = (count: number) => new Date(Date.now() - count * 86_400_000);
    utimesSync(join(folder, 'old.refused'), days(31), days(31));
    utimesSync(join(folder, 'fresh.refused'), days(29), days(29));
    await spool.finished();
    expect(readdirSync(folder)).toEqual(['fresh.refused']);
  });

  it('keeps nothing of a group that the disk refused halfway', async () => {
    const folder = aFolder();
    const spool = new Spool(folder, MB);
    const [before, after] = [aHit(), aHit()];
    await spool.append([before]);
    const { file } = (spool as unknown as { current: { file: FileHandle } }).current;
    const flush = jest.spyOn(file, 'datasync').mockRejectedValueOnce(Object.assign(new Error(), { code: 'ENOSPC' }));
    await expect(spool.append([aHit(), aHit()])).rejects.toMatchObject({ code: 'ENOSPC' });
    flush.mockRestore();
    await spool.append([after]);
    expect((await spool.read(only(await spool.finished()))).map((hit) => hit.id)).toEqual([before.id, after.id]);
  });

  it('goes on in another file when one is large or old, or another process took it', async () => {
    const folder = aFolder();
    const spool = new Spool(folder, 100 * MB);
    await spool.append(Array.from({ length: 1_000 }, () => ({ ...aHit(), origin: 'x'.repeat(10_000) })));
    await spool.append([aHit()]);
    expect(readdirSync(folder)).toHaveLength(2);
    const open = readdirSync(folder).find((name) => name.endsWith('.open')) ?? '';
    renameSync(join(folder, open), join(folder, `${open.slice(0, 36)}.jsonl`));
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 11_000);
    await spool.append([aHit()]);
    clock.mockRestore();
    const files = await spool.finished();
    expect(await Promise.all(files.map(async (file) => (await spool.read(file)).length))).toEqual([1_000, 1, 1]);
  });

  it('has nothing to give before anything went wrong', async () => {
    expect(await new Spool(aFolder(), MB).finished()).toEqual([]);
  });
});
