import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { Hit } from './hit.js';
import { OriginSeal } from './origin-seal.js';
import { Spool } from './spool.js';

const team = '019a0000-0000-7000-8000-00000000abcd';
const aHit = (): Hit => ({
  teamId: team,
  id: uuidv7(),
  messageId: team,
  linkId: team,
  method: 'HEAD',
  arrivedAt: new Date().toISOString(),
  origin: { address: '145.53.100.20', userAgent: 'Reader "1"\n', refererGiven: true, purpose: null },
});
const aFolder = () => join(mkdtempSync(join(tmpdir(), 'openly-spool-')), 'spool');
const only = (paths: string[]) => {
  expect(paths).toHaveLength(1);
  return paths[0] as string;
};

describe('the spool', () => {
  it('gives back what was appended, in order, and keeps who fetched from whoever reads the file', async () => {
    const folder = aFolder();
    const spool = new Spool(folder);
    const hits = [aHit(), { ...aHit(), origin: null }, aHit()];
    await spool.append(hits.slice(0, 2));
    await spool.append(hits.slice(2));
    const path = only(await spool.finished());
    expect(await spool.read(path)).toEqual(hits);
    expect(readFileSync(path, 'utf8')).not.toMatch(/145\.53|Reader/);
    expect(statSync(path).mode & 0o077).toBe(0);
    expect(statSync(folder).mode & 0o077).toBe(0);
    await spool.remove(path);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('gives the hits to a later process, without who fetched', async () => {
    const folder = aFolder();
    const hits = [aHit(), aHit()];
    await new Spool(folder).append(hits);
    const later = new Spool(folder);
    expect(await later.read(only(await later.finished()))).toEqual(hits.map((hit) => ({ ...hit, origin: null })));
  });

  it('leaves out a line that a crash cut short, and nothing else', async () => {
    const folder = aFolder();
    const spool = new Spool(folder);
    const [before, after] = [aHit(), aHit()];
    await spool.append([before]);
    appendFileSync(join(folder, readdirSync(folder)[0] ?? ''), '{"teamId":"019a');
    await spool.append([after]);
    const read = await spool.read(only(await spool.finished()));
    expect(read.map((hit) => hit.id)).toEqual([before.id, after.id]);
  });

  it("leaves a running process's file alone, and takes over one that was abandoned", async () => {
    const folder = aFolder();
    mkdirSync(folder);
    const [mine, elsewhere, gone] = [uuidv7(), uuidv7(), uuidv7()];
    writeFileSync(join(folder, `${mine}.1.${hostname()}.open`), '');
    writeFileSync(join(folder, `${elsewhere}.1.another-host.open`), '');
    writeFileSync(join(folder, `${gone}.1.another-host.open`), '');
    utimesSync(join(folder, `${gone}.1.another-host.open`), new Date(), new Date(Date.now() - 61_000));
    const spool = new Spool(folder);
    expect(await spool.finished()).toEqual([join(folder, `${gone}.jsonl`)]);
  });

  it('has nothing to give before anything went wrong', async () => {
    expect(await new Spool(aFolder()).finished()).toEqual([]);
  });
});

describe('who fetched, sealed', () => {
  const origin = { address: null, userAgent: 'é', refererGiven: false, purpose: 'prefetch' };

  it('opens for nine minutes and never again', () => {
    const seal = new OriginSeal();
    const sealed = seal.seal(origin, 0);
    expect(seal.open(sealed, 8 * 60_000)).toEqual(origin);
    expect(seal.open(sealed, 9 * 60_000)).toBeNull();
    expect(seal.open(sealed, 0)).toBeNull();
  });

  it('opens for nobody else, and not when it was changed', () => {
    const seal = new OriginSeal();
    const sealed = seal.seal(origin, 0);
    expect(new OriginSeal().open(sealed, 0)).toBeNull();
    expect(seal.open(`${sealed.slice(0, -2)}AA`, 0)).toBeNull();
    for (const garbage of ['', '.', 'x.y', sealed.slice(0, 12)]) expect(seal.open(garbage, 0)).toBeNull();
  });
});
