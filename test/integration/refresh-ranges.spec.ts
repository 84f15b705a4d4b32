import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type RangeSet, rangeLookup } from '@openly/tracking';
import { RANGES_FILE } from '../../apps/api/src/opens/networks.js';

const SCRIPT = join(import.meta.dirname, '../../scripts/refresh-ranges.mjs');
type Published = RangeSet & { source: string; date: string; checked: string };

let server: Server;
let folder: string;
let file: string;
/** What the publishers' servers answer, by host and path. */
let documents: Map<string, string>;

beforeAll(async () => {
  server = createServer((request, response) => {
    const text = documents.get((request.url ?? '').slice(1));
    response.writeHead(text === undefined ? 404 : 200).end(text);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  folder = mkdtempSync(join(tmpdir(), 'openly-ranges-'));
  file = join(folder, 'ranges.json');
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  documents = new Map();
  copyFileSync(RANGES_FILE, file);
});

function refresh(...args: string[]): Promise<{ code: number; said: string }> {
  const from = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return new Promise((done) => {
    execFile(process.execPath, [SCRIPT, '--file', file, '--from', from, ...args], (error, out, complaints) =>
      done({ code: Number(error?.code ?? 0), said: out + complaints }),
    );
  });
}
const sets = () => (JSON.parse(readFileSync(file, 'utf8')) as { sets: Published[] }).sets;
const setOf = (name: string) => sets().find((set) => set.name === name) as Published;

/** As many ranges next to each other as are asked for, from 11.0.0.0 on; and their like of IPv6. */
const ipv4 = (count: number) => Array.from({ length: count }, (_, n) => `11.${n >> 8}.${n & 255}.0/24`);
const ipv6 = (count: number) => Array.from({ length: count }, (_, n) => `2a00:${(n + 1).toString(16)}::/32`);

const AMAZON = 'ip-ranges.amazonaws.com/ip-ranges.json';
const amazon = (ranges: string[], more: string[] = []) =>
  JSON.stringify({
    prefixes: ranges.map((ip_prefix) => ({ ip_prefix, service: 'EC2' })),
    ipv6_prefixes: more.map((ipv6_prefix) => ({ ipv6_prefix, service: 'EC2' })),
  });
const ripe = (ranges: string[]) => JSON.stringify({ data: { prefixes: ranges.map((prefix) => ({ prefix })) } });
const RIPE = 'stat.ripe.net/data/announced-prefixes/data.json?resource=AS24940';

describe('the ranges that come with the product', () => {
  it('can be looked up, and say where they are from and who checked them', () => {
    const lookup = rangeLookup(sets());
    expect(lookup('66.249.93.10')).toEqual({ network: 'google', name: 'Google' });
    expect(lookup('172.225.6.7')?.network).toBe('apple_relay');
    expect(lookup('40.94.25.3')?.network).toBe('microsoft');
    expect(lookup('52.18.0.1')).toEqual({ network: 'data_centre', name: 'Amazon Web Services' });
    expect(lookup('2a01:4f9::1')).toEqual({ network: 'data_centre', name: 'Hetzner' });
    expect(lookup('145.53.100.20')).toBeNull();
    for (const set of sets()) {
      expect(set).toMatchObject({ source: expect.stringMatching(/^https:/), date: expect.stringMatching(/^\d{4}-/) });
      expect(['by hand', 'as published']).toContain(set.checked);
    }
  });
});

describe('refreshing the ranges', () => {
  it.each<[string, () => [string, string][]]>([
    [
      'Google Cloud',
      () => [
        [
          'www.gstatic.com/ipranges/cloud.json',
          JSON.stringify({
            prefixes: [
              ...ipv4(150).map((ipv4Prefix) => ({ ipv4Prefix, scope: 'europe-west4' })),
              ...ipv6(2).map((ipv6Prefix) => ({ ipv6Prefix })),
            ],
          }),
        ],
      ],
    ],
    [
      "Apple's relay",
      () => [
        [
          'mask-api.icloud.com/egress-ip-ranges.csv',
          [...ipv4(1200), ...ipv6(2)].map((range) => `${range},NL,NL-UT,Utrecht,`).join('\n'),
        ],
      ],
    ],
    ['Amazon Web Services', () => [[AMAZON, amazon(ipv4(1200), ipv6(2))]]],
    [
      'Microsoft',
      () => [
        [
          'endpoints.office.com/endpoints/worldwide?clientrequestid=b10c5ed1-bad1-445f-b386-b919946339a7',
          JSON.stringify([
            { serviceArea: 'Exchange', ips: [...ipv4(20), ...ipv6(2)] },
            { serviceArea: 'Skype', ips: ['12.0.0.0/16'] },
            { serviceArea: 'Exchange', urls: ['outlook.office.com'] },
          ]),
        ],
      ],
    ],
    [
      'Microsoft Azure',
      () => [
        [
          'www.microsoft.com/en-us/download/details.aspx?id=56519',
          '<a href="https://download.microsoft.com/download/7/1/d/ServiceTags_Public_20261116.json">Download</a>',
        ],
        [
          'download.microsoft.com/download/7/1/d/ServiceTags_Public_20261116.json',
          JSON.stringify({
            values: [
              { name: 'Sql', properties: { addressPrefixes: ['12.0.0.0/16'] } },
              { name: 'AzureCloud', properties: { addressPrefixes: [...ipv4(1200), ...ipv6(2)] } },
            ],
          }),
        ],
      ],
    ],
    [
      'DigitalOcean',
      () => [
        ['digitalocean.com/geo/google.csv', `# geofeed\n${[...ipv4(120), ...ipv6(2)].join(',NL,NL-NH,Amsterdam,\n')}`],
      ],
    ],
    ['Hetzner', () => [[RIPE, ripe([...ipv4(40), ...ipv6(2)])]]],
    [
      'Oracle Cloud',
      () => [
        [
          'docs.oracle.com/en-us/iaas/tools/public_ip_ranges.json',
          JSON.stringify({
            regions: [{ region: 'eu', cidrs: [...ipv4(30), ...ipv6(2)].map((cidr) => ({ cidr, tags: [] })) }],
          }),
        ],
      ],
    ],
  ])('reads what %s publishes', async (name, published) => {
    documents = new Map(published());
    const { code, said } = await refresh(name);
    expect([code, said]).toEqual([0, expect.stringContaining(name)]);
    const set = setOf(name);
    expect(set.checked).toBe('as published');
    expect(set.source).toMatch(/^https:/);
    const lookup = rangeLookup([set]);
    expect(lookup('11.0.19.255')?.name).toBe(name);
    expect(lookup('2a00:2:ffff::1')?.name).toBe(name);
    expect(lookup('12.0.0.1')).toBeNull();
  });

  it('joins ranges that touch, and leaves every other set as it was', async () => {
    documents.set(AMAZON, amazon(ipv4(1024)));
    await refresh('Amazon Web Services');
    expect(setOf('Amazon Web Services').ranges).toEqual(['11.0.0.0/14']);
    const shipped = (JSON.parse(readFileSync(RANGES_FILE, 'utf8')) as { sets: Published[] }).sets;
    const others = (all: Published[]) => all.filter(({ name }) => name !== 'Amazon Web Services');
    expect(others(sets())).toEqual(others(shipped));
  });

  it.each<[string, () => string | undefined, RegExp]>([
    ['no answer', () => undefined, /answered 404/],
    ['another document', () => '<html>Moved</html>', /not the document/],
    ['JSON of another shape', () => '{"ranges": []}', /not the document/],
    ['too few ranges', () => amazon(ipv4(10)), /lists 10 ranges/],
    ['a range that is none', () => amazon([...ipv4(1200), '11.0.0.0/33']), /"11\.0\.0\.0\/33" is no range/],
    ['a private range', () => amazon([...ipv4(1200), '10.0.0.0/8']), /not of the public internet/],
    ['a private range of IPv6', () => amazon(ipv4(1200), ['fd00::/32']), /not of the public internet/],
    ['the whole internet', () => amazon([...ipv4(1200), '1.0.0.0/1']), /larger than any network/],
    ['an address with bits behind its length', () => amazon([...ipv4(1200), '11.1.2.3/16']), /bits behind/],
  ])('refuses %s, and keeps what it had', async (_what, document, complaint) => {
    const before = setOf('Amazon Web Services');
    const text = document();
    if (text !== undefined) documents.set(AMAZON, text);
    const { code, said } = await refresh('Amazon Web Services');
    expect([code, said]).toEqual([1, expect.stringMatching(complaint)]);
    expect(setOf('Amazon Web Services')).toEqual(before);
  });

  it('refuses to shrink by more than half, unless told that it is right', async () => {
    documents.set(AMAZON, amazon(ipv4(4096)));
    expect((await refresh('Amazon Web Services')).code).toBe(0);
    documents.set(AMAZON, amazon(ipv4(2047)));
    const { code, said } = await refresh('Amazon Web Services');
    expect([code, said]).toEqual([1, expect.stringMatching(/less than half/)]);
    expect((await refresh('Amazon Web Services', '--accept-less', 'Amazon Web Services')).code).toBe(0);
    documents.set(AMAZON, amazon(ipv4(1024)));
    expect((await refresh('Amazon Web Services')).code).toBe(0);
  });

  it('takes what it can get, and says what it could not', async () => {
    documents.set(RIPE, ripe(ipv4(40)));
    const { code, said } = await refresh();
    expect(code).toBe(1);
    expect(said).toMatch(/Hetzner: 2 ranges/);
    expect(said).toMatch(/Google: kept as it was/);
    expect(setOf('Hetzner').checked).toBe('as published');
  });
});
