import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import {
  binaryBigints,
  binaryInstants,
  binaryIntegers,
  binaryPlaces,
  binaryReals,
  binaryTexts,
  binaryUuids,
} from '../../apps/api/src/database/binary-arrays.js';
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
const itself = <Value>(value: Value) => value;
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
          expect(await understood(binaryUuids(ids, itself), 'uuid')).toEqual(
            ids.map((id) => id?.toLowerCase() ?? null),
          );
        },
      ),
      RUNS,
    ));

  it('is of the same texts of any script, and nulls', () => {
    // PostgreSQL keeps no text with a zero in it.
    const text = fc.string({ unit: 'binary' }).map((value) => value.replaceAll('\0', ''));
    return fc.assert(
      fc.asyncProperty(some(fc.option(text)), async (texts) => {
        expect(await understood(binaryTexts(texts, itself), 'text')).toEqual(texts);
      }),
      RUNS,
    );
  });

  it('is of the same instants and nulls', () =>
    fc.assert(
      fc.asyncProperty(
        some(fc.option(fc.date({ min: new Date('1980-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }))),
        async (dates) => {
          const instants = dates.map((date) => date?.getTime() ?? null);
          expect(await understood(binaryInstants(instants, itself), 'timestamptz')).toEqual(dates);
        },
      ),
      RUNS,
    ));

  it('is of the same numbers and nulls', () =>
    fc.assert(
      fc.asyncProperty(
        some(fc.option(fc.integer())),
        some(fc.option(fc.maxSafeInteger())),
        some(fc.option(fc.float({ noNaN: true, noDefaultInfinity: true }))),
        async (integers, bigints, reals) => {
          expect(await understood(binaryIntegers(integers, itself), 'int')).toEqual(integers);
          expect(await understood(binaryBigints(bigints, itself), 'bigint')).toEqual(
            bigints.map((value) => value?.toString() ?? null),
          );
          // PostgreSQL tells a zero without its sign.
          const plain = reals.map((value) => (value === 0 ? 0 : value));
          expect(
            ((await understood(binaryReals(plain, itself), 'real')) as number[]).map(
              (value) => value && Math.fround(value),
            ),
          ).toEqual(plain);
        },
      ),
      RUNS,
    ));

  it('is of the same places of rows', () =>
    fc.assert(
      fc.asyncProperty(some(fc.tuple(fc.nat(0xffff_fffe), fc.integer({ min: 1, max: 0xffff }))), async (given) => {
        const places = given.map(([block, offset]) => `(${block},${offset})`);
        const { rows } = await client.query<{ places: string[] }>('select $1::tid[]::text[] as places', [
          binaryPlaces(places, itself),
        ]);
        expect(rows[0]?.places).toEqual(places);
      }),
      RUNS,
    ));
});
