import { describe, expect, it } from '@jest/globals';
import { detailLevel } from '@openly/contracts';
import { NO_CLIENT } from './client.js';
import { atDetail } from './detail.js';

const client = { client: 'Chrome 146', os: 'Windows', device: 'computer' };
const place = { country: 'NL', region: 'Utrecht', city: 'Utrecht', latitude: 52.0908, longitude: 5.1222 };

describe('what is kept of an open', () => {
  it('is the time alone at `count`', () => {
    expect(atDetail('count', { client, place })).toEqual({ client: NO_CLIENT, place: null });
  });

  it('is the mail program and the device besides at `device`', () => {
    expect(atDetail('device', { client, place })).toEqual({ client, place: null });
  });

  it('is the country at `country`, without a point on the map', () => {
    expect(atDetail('country', { client, place })).toEqual({ client, place: { country: 'NL' } });
  });

  it('is the city at `city`', () => {
    expect(atDetail('city', { client, place })).toEqual({ client, place });
  });

  it('has no place at any level where none is known', () => {
    for (const level of detailLevel.options) expect(atDetail(level, { client, place: null }).place).toBeNull();
  });
});
