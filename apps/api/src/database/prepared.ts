import pg from 'pg';
import type { EntityManager } from 'typeorm';

/**
 * One statement within a transaction that PostgreSQL keeps parsed and planned on this connection, for statements that
 * come often: planning takes it as long as a tenth of the work. The plan may become one for values not known, so its
 * joins must not depend on how many there are.
 * @param name of this text alone
 * @returns rows whose instants (`timestamptz`) are milliseconds since 1970
 * @throws Error of the driver, with PostgreSQL's `code`
 */
export async function prepared<Row extends pg.QueryResultRow>(
  manager: EntityManager,
  name: string,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  const client: pg.PoolClient = await manager.queryRunner?.connect();
  return (await client.query<Row>({ name, text, values, types: INSTANTS_AS_NUMBERS })).rows;
}

/**
 * A `Date` of each instant, found with regular expressions, took a twentieth of the enricher's time. V8 reads PostgreSQL's
 * form (`2026-11-22 08:00:00.123+00`) as it is.
 */
const INSTANTS_AS_NUMBERS: pg.CustomTypesConfig = {
  getTypeParser: ((id: number, format?: 'text') =>
    id === pg.types.builtins.TIMESTAMPTZ
      ? Date.parse
      : pg.types.getTypeParser(id, format)) as pg.CustomTypesConfig['getTypeParser'],
};
