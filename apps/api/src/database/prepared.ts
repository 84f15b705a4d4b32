import type pg from 'pg';
import type { EntityManager } from 'typeorm';

/**
 * One statement within a transaction that PostgreSQL keeps parsed and planned on this connection, for statements that
 * come often: planning takes it as long as a tenth of the work. The plan may become one for values not known, so its
 * joins must not depend on how many there are.
 * @param name of this text alone
 * @throws Error of the driver, with PostgreSQL's `code`
 */
export async function prepared<Row extends pg.QueryResultRow>(
  manager: EntityManager,
  name: string,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  const client: pg.PoolClient = await manager.queryRunner?.connect();
  return (await client.query<Row>({ name, text, values })).rows;
}
