import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { appDataSourceOptions } from '../../apps/api/src/database/data-source.js';
import { prepared } from '../../apps/api/src/database/prepared.js';
import { createDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await createDatabase();
  source = await new DataSource(appDataSourceOptions(database.connections)).initialize();
});

afterAll(async () => {
  await source?.destroy();
  await database.close();
});

const zones = ['UTC', 'Europe/Amsterdam', 'America/St_Johns', 'Asia/Kathmandu', 'Pacific/Chatham', 'Etc/GMT+12'];
const instants = fc.date({ min: new Date('1980-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });

describe('a prepared statement', () => {
  it('gives instants in milliseconds, whatever zone the database’s login has', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.option(instants), { maxLength: 20 }), fc.constantFrom(...zones), (dates, zone) =>
        source.transaction(async (manager) => {
          await manager.query(`set local timezone to '${zone}'`);
          const rows = await prepared<{ at: number | null; name: string }>(
            manager,
            'instants',
            `select at, 'all else as ever' as name from unnest($1::timestamptz[]) at`,
            [dates],
          );
          expect(rows).toEqual(dates.map((date) => ({ at: date?.getTime() ?? null, name: 'all else as ever' })));
        }),
      ),
      { numRuns: 60 },
    ));
});
