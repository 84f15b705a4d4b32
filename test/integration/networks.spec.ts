import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Networks } from '../../apps/api/src/opens/networks.js';
import { breakText, buildDatabase } from '../support/city-file.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'openly-asn-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('whose network an address is in', () => {
  it('is told by its autonomous system, where a file of these is given and no range names it', async () => {
    const file = join(folder, 'asn.mmdb');
    const systems = {
      '51.158.0.0/16': { autonomous_system_number: 12876 },
      '145.53.0.0/16': { autonomous_system_number: 1136 },
      '66.249.64.0/19': { autonomous_system_number: 24940 },
      '2001:bc8::/32': { autonomous_system_number: 12876 },
    };
    writeFileSync(file, buildDatabase('GeoLite2-ASN', new Date('2026-11-01'), systems));
    const ownerOf = await new Networks({ geoipAsnDb: file }).ready();
    expect(ownerOf('51.158.1.1')).toEqual({ network: 'data_centre', name: 'Scaleway' });
    expect(ownerOf('2001:bc8::5')).toEqual({ network: 'data_centre', name: 'Scaleway' });
    expect(ownerOf('145.53.100.20')).toBeNull();
    expect(ownerOf('66.249.93.10')?.name).toBe('Google');
    expect(ownerOf(null)).toBeNull();
  });

  it('is told by the published ranges alone without such a file', async () => {
    const ownerOf = await new Networks({ geoipAsnDb: null }).ready();
    expect(ownerOf('51.158.1.1')).toBeNull();
    expect(ownerOf('88.99.1.1')?.name).toBe('Hetzner');
  });

  it('is told by the ranges alone with a file that is no database', async () => {
    const file = join(folder, 'broken.mmdb');
    writeFileSync(file, 'not a database');
    const ownerOf = await new Networks({ geoipAsnDb: file }).ready();
    expect([ownerOf('51.158.1.1'), ownerOf('88.99.1.1')?.name]).toEqual([null, 'Hetzner']);
  });

  it('is told by the ranges alone where a record of such a file is broken', async () => {
    const file = join(folder, 'broken-record.mmdb');
    const systems = {
      '51.158.0.0/16': { autonomous_system_number: 12876 },
      '51.159.0.0/16': { name: 'Broken' },
    };
    writeFileSync(file, breakText(buildDatabase('GeoLite2-ASN', new Date('2026-11-01'), systems), 'Broken'));
    const ownerOf = await new Networks({ geoipAsnDb: file }).ready();
    expect(['51.159.1.1', '51.158.1.1', '88.99.1.1'].map((address) => ownerOf(address)?.name ?? null)).toEqual([
      null,
      'Scaleway',
      'Hetzner',
    ]);
  });
});
