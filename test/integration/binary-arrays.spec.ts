import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import { binaryInstants, binaryTexts, binaryUuids } from '../../apps/api/src/database/binary-arrays.js';
import { createDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createDatabase();
  client = new pg.Client({ connectionString: database.connections.appUrl });
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await database.close();
});

/** What PostgreSQL understands. */
async function understood(array: Buffer, type: string): Promise<unknown> {
  const { rows } = await client.query<{ given: unknown }>(`select $1::${type}[] as given`, [array]);
  return rows[0]?.given;
}

const some = <Value>(value: fc.Arbitrary<Value>) => fc.array(value, { maxLength: 40 });
const RUNS = { numRuns: 50 };

describe('an array in PostgreSQL’s own form', () => {
  it('is of the same UUIDs, in either case, and nulls', () =>
    fc.assert(
      fc.asyncProperty(
        some(
          fc.option(
            fc.oneof(
              fc.uuid(),
              fc.uuid().map((id) => id.toUpperCase()),
            ),
          ),
        ),
        async (ids) => {
          expect(await understood(binaryUuids(ids), 'uuid')).toEqual(ids.map((id) => id?.toLowerCase() ?? null));
        },
      ),
      RUNS,
    ));

  it('is of the same texts and nulls', () =>
    fc.assert(
      fc.asyncProperty(some(fc.option(fc.string({ unit: fc.constantFrom(...'aZ09-_{},"\\ ') }))), async (texts) => {
        expect(await understood(binaryTexts(texts), 'text')).toEqual(texts);
      }),
      RUNS,
    ));

  it('is of the same instants', () =>
    fc.assert(
      fc.asyncProperty(
        some(fc.date({ min: new Date('1980-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })),
        async (dates) => {
          const instants = dates.map((date) => date.toISOString());
          expect(await understood(binaryInstants(instants), 'timestamptz')).toEqual(dates);
        },
      ),
      RUNS,
    ));
});
