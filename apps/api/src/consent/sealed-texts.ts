import type { EntityManager } from 'typeorm';
import type { Encryption, Purpose } from '../secrets/encryption.js';

/** What a text is to be: the same where it stays, null where it goes. */
type Change = (text: string) => string | null;

/** Some rows of a table that hold sealed texts. */
export interface SealedTexts {
  table: string;
  /** Columns of its primary key, and their types. */
  key: Readonly<Record<string, 'uuid' | 'text' | 'integer'>>;
  purpose: Purpose;
  /** By column. */
  changes: Readonly<Record<string, Change>>;
  /** Which rows, as a condition and its values. */
  where: string;
  values: unknown[];
}

/** Rows that are in memory at once: others' requests wait a few hundredths of a second while they are opened. */
const PIECE = 1_000;

type SealedRow = Record<string, string | number | Buffer | null>;

/** Changes sealed texts, a thousand rows with two statements. Rows in which nothing is to change are not locked. */
export async function changeSealed(
  manager: EntityManager,
  encryption: Encryption,
  { table, key, purpose, changes, where, values }: SealedTexts,
): Promise<void> {
  const keys = Object.keys(key);
  const columns = Object.keys(changes);
  const wanted = [...keys, ...columns].join(', ');
  const unnested = (types: string[]) => `unnest(${types.map((type, place) => `$${place + 1}::${type}[]`).join(', ')})`;
  const listed = (names: string[], rows: readonly SealedRow[]) => names.map((name) => rows.map((row) => row[name]));

  await manager.query(`declare sealed_text no scroll cursor for select ${wanted} from ${table} where ${where}`, values);
  let piece: SealedRow[];
  do {
    piece = await manager.query(`fetch ${PIECE} from sealed_text`);
    const changed = changer(encryption, purpose, changes);
    const found = piece.filter((row) => changed(row) !== row);
    if (found.length === 0) continue;
    // Read once more and held: another reader of the same mail may be taken out at this moment.
    const held: SealedRow[] = await manager.query(
      `select ${wanted} from ${table} join ${unnested(Object.values(key))} as given (${keys.join(', ')})
         using (${keys.join(', ')}) order by ${keys.join(', ')} for update of ${table}`,
      listed(keys, found),
    );
    await manager.query(
      `update ${table} set ${columns.map((column) => `${column} = given.${column}`).join(', ')}
       from ${unnested([...Object.values(key), ...columns.map(() => 'bytea')])} as given (${wanted})
       where ${keys.map((name) => `${table}.${name} = given.${name}`).join(' and ')}`,
      listed([...keys, ...columns], held.map(changed)),
    );
  } while (piece.length === PIECE);
  await manager.query('close sealed_text');
}

/** Gives a row as it is to be, which is the same object where it stays. The same bytes are opened once. */
function changer(encryption: Encryption, purpose: Purpose, changes: SealedTexts['changes']) {
  const known = new Map<string, Buffer | null>();
  const changedText = (column: string, change: Change, sealed: Buffer): Buffer | null => {
    const bytes = `${column} ${sealed.toString('latin1')}`;
    let rest: Buffer | null | undefined = known.get(bytes);
    if (rest === undefined) {
      const text = encryption.open(purpose, sealed);
      const changed = change(text);
      rest = changed === text ? sealed : changed === null ? null : encryption.seal(purpose, changed);
      known.set(bytes, rest);
    }
    return rest?.equals(sealed) ? sealed : rest;
  };
  return (row: SealedRow): SealedRow => {
    const rests = Object.entries(changes).flatMap(([column, change]) => {
      const sealed = row[column];
      if (!(sealed instanceof Buffer)) return [];
      const rest = changedText(column, change, sealed);
      return rest === sealed ? [] : [[column, rest] as const];
    });
    return rests.length === 0 ? row : { ...row, ...Object.fromEntries(rests) };
  };
}
