import type { ProductDatabase } from '../support/product.js';

/** @throws Error when a commit to these tables would not be as durable as in earnest */
export async function checkDurable(database: ProductDatabase, tables: readonly string[]): Promise<void> {
  const [found] = await database.query<{ durable: boolean }>(
    `select current_setting('fsync')::bool and current_setting('synchronous_commit') = 'on'
       and (select count(*) from pg_class where oid = any($1::regclass[]) and relpersistence = 'p') = cardinality($1)
       as durable`,
    [tables],
  );
  if (!found?.durable) throw new Error('PostgreSQL is not durable: fsync, synchronous_commit or a logged table is off');
}
