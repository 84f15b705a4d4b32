/**
 * PostgreSQL's arrays in its own form (`array_recv`), each to be given as one parameter: it takes them in a third less of
 * the time than as text. For values that are known to be well formed; nothing is checked here.
 */

const [UUID, TEXT, TIMESTAMPTZ, INT4, INT8, FLOAT4, TID] = [2950, 25, 1184, 23, 20, 700, 27];
/** Dimensions, whether there are nulls, type of the elements; of the one dimension length and lower bound. */
const [HEAD_BYTES, DIMENSION_BYTES, LENGTH_BYTES] = [12, 8, 4];
const [UUID_BYTES, EIGHT_BYTES, FOUR_BYTES, TID_BYTES] = [16, 8, 4, 6];
const NULL = -1;
/** Where each byte of a UUID begins in its text. */
const BYTE_STARTS = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];
const DIGITS = Uint8Array.from({ length: 128 }, (_, code) => Number.parseInt(String.fromCharCode(code), 16) || 0);
const EPOCH_MS = Date.UTC(2000, 0, 1);
const TWO_TO_32 = 2 ** 32;

/** The value of a row; null for PostgreSQL's own. */
type Read<Row, Value> = (row: Row) => Value | null;

/** @param read gives a UUID as text */
export const binaryUuids = <Row>(rows: readonly Row[], read: Read<Row, string>): Buffer =>
  ofEqualSize(UUID, UUID_BYTES, rows, read, (array, value, at) => {
    let byte = at;
    for (const start of BYTE_STARTS) {
      array[byte++] = ((DIGITS[value.charCodeAt(start)] ?? 0) << 4) | (DIGITS[value.charCodeAt(start + 1)] ?? 0);
    }
  });

/** @param read gives milliseconds since 1970, whole */
export const binaryInstants = <Row>(rows: readonly Row[], read: Read<Row, number>): Buffer =>
  ofEqualSize(TIMESTAMPTZ, EIGHT_BYTES, rows, read, (array, ms, at) => writeInt64(array, (ms - EPOCH_MS) * 1_000, at));

/** @param read gives a whole number that JavaScript keeps exactly */
export const binaryBigints = <Row>(rows: readonly Row[], read: Read<Row, number>): Buffer =>
  ofEqualSize(INT8, EIGHT_BYTES, rows, read, writeInt64);

export const binaryIntegers = <Row>(rows: readonly Row[], read: Read<Row, number>): Buffer =>
  ofEqualSize(INT4, FOUR_BYTES, rows, read, (array, value, at) => array.writeInt32BE(value, at));

/** Of single precision. */
export const binaryReals = <Row>(rows: readonly Row[], read: Read<Row, number>): Buffer =>
  ofEqualSize(FLOAT4, FOUR_BYTES, rows, read, (array, value, at) => array.writeFloatBE(value, at));

/** @param read gives the place of a row as PostgreSQL writes a `ctid`: `(block,offset)` */
export const binaryPlaces = <Row>(rows: readonly Row[], read: Read<Row, string>): Buffer =>
  ofEqualSize(TID, TID_BYTES, rows, read, (array, value, at) => {
    const comma = value.indexOf(',');
    array.writeUInt32BE(Number(value.slice(1, comma)), at);
    array.writeUInt16BE(Number(value.slice(comma + 1, -1)), at + 4);
  });

export function binaryTexts<Row>(rows: readonly Row[], read: Read<Row, string>): Buffer {
  let bytes = 0;
  for (const row of rows) bytes += Buffer.byteLength(read(row) ?? '');
  const array = begun(TEXT, rows.length, bytes);
  let at = firstOf(array);
  for (const row of rows) {
    const value = read(row);
    const length = value === null ? NULL : array.write(value, at + LENGTH_BYTES);
    array.writeInt32BE(length, at);
    at += LENGTH_BYTES + Math.max(length, 0);
  }
  return array;
}

function ofEqualSize<Row, Value>(
  elementType: number,
  size: number,
  rows: readonly Row[],
  read: Read<Row, Value>,
  write: (array: Buffer, value: Value, at: number) => void,
): Buffer {
  const array = begun(elementType, rows.length, size * rows.length);
  let at = firstOf(array);
  for (const row of rows) {
    const value = read(row);
    at = array.writeInt32BE(value === null ? NULL : size, at);
    if (value === null) continue;
    write(array, value, at);
    at += size;
  }
  return array.subarray(0, at);
}

function writeInt64(array: Buffer, value: number, at: number): void {
  const high = Math.floor(value / TWO_TO_32);
  array.writeUInt32BE(value - high * TWO_TO_32, array.writeInt32BE(high, at));
}

/** Where the first element stands. */
const firstOf = (array: Buffer) => HEAD_BYTES + (array.length === HEAD_BYTES ? 0 : DIMENSION_BYTES);

function begun(elementType: number, count: number, bytes: number): Buffer {
  const dimensions = count === 0 ? 0 : 1;
  const array = Buffer.allocUnsafe(HEAD_BYTES + dimensions * DIMENSION_BYTES + LENGTH_BYTES * count + bytes);
  array.writeInt32BE(dimensions, 0);
  array.writeInt32BE(1, 4);
  array.writeInt32BE(elementType, 8);
  if (dimensions === 0) return array;
  array.writeInt32BE(count, HEAD_BYTES);
  array.writeInt32BE(1, HEAD_BYTES + 4);
  return array;
}
