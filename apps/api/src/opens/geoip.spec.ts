import { describe, expect, it } from '@jest/globals';
import type { MetricsService } from '../health/metrics.service.js';
import { placeOf } from './city-record.js';
import { GeoIp } from './geoip.js';

describe('the place of an address', () => {
  const metrics = { gauge: () => ({ reset: () => undefined, set: () => undefined }) } as unknown as MetricsService;
  const geoip = new GeoIp({ geoipCityDb: null }, metrics);

  it('is a city, from the bundled data, for IPv4 and IPv6', async () => {
    const placeAt = await geoip.ready();
    expect(placeAt('145.53.100.20')).toMatchObject({ country: 'NL', region: 'Utrecht', city: expect.any(String) });
    expect(placeAt('2a02:a440::1')).toMatchObject({
      country: 'NL',
      city: 'Amsterdam',
      latitude: 52.3676,
      longitude: 4.9041,
    });
  });

  it('is nothing for addresses nobody has', async () => {
    const placeAt = await geoip.ready();
    expect(placeAt('240.0.0.1')).toBeNull();
    expect(placeAt('2001:db8::1')).toBeNull();
  });
});

describe('a record', () => {
  it('is read as DB-IP writes it', () => {
    const record = { country_code: 'NL', state1: 'Utrecht', city: 'Utrecht', latitude: 52.09083, longitude: 5.12222 };
    expect(placeOf(record)).toEqual({
      country: 'NL',
      region: 'Utrecht',
      city: 'Utrecht',
      latitude: 52.0908,
      longitude: 5.1222,
    });
  });

  it('is read as GeoLite2 and GeoIP2 write it', () => {
    const record = {
      country: { iso_code: 'NL', names: { en: 'Netherlands' } },
      subdivisions: [{ names: { en: 'Utrecht' } }],
      city: { names: { en: 'Utrecht', nl: 'Utrecht' } },
      location: { latitude: 52.09083, longitude: 5.12222, accuracy_radius: 5 },
    };
    expect(placeOf(record)).toEqual({
      country: 'NL',
      region: 'Utrecht',
      city: 'Utrecht',
      latitude: 52.0908,
      longitude: 5.1222,
    });
  });

  it('gives the point of a quarter no finer than the city', () => {
    const at = (latitude: number, longitude: number) =>
      placeOf({
        country: { iso_code: 'NL' },
        city: { names: { en: 'Utrecht' } },
        postal: { code: '3511' },
        location: { latitude, longitude },
      });
    expect(at(52.09083, 5.12222)).toEqual({ country: 'NL', city: 'Utrecht', latitude: 52.1, longitude: 5.1 });
    expect(at(52.0931, 5.0714)).toEqual(at(52.09083, 5.12222));
    expect(
      placeOf({ country_code: 'NL', city: 'Utrecht', postcode: '3511', latitude: 52.09083, longitude: 5.12222 }),
    ).toMatchObject({ latitude: 52.1, longitude: 5.1 });
  });

  it('gives no point on the map without a city, and nothing without a country', () => {
    expect(placeOf({ country_code: 'NL', state1: '', city: '', latitude: 52.5, longitude: 5.75 })).toEqual({
      country: 'NL',
    });
    expect(placeOf({ city: 'Atlantis' })).toBeNull();
    expect(placeOf(null)).toBeNull();
  });
});
