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

type Values<Value> = readonly (Value | null)[];

/** @param values UUIDs as text */
export const binaryUuids = (values: Values<string>): Buffer =>
  ofEqualSize(UUID, UUID_BYTES, values, (array, value, at) => {
    let byte = at;
    for (const start of BYTE_STARTS) {
      array[byte++] = ((DIGITS[value.charCodeAt(start)] ?? 0) << 4) | (DIGITS[value.charCodeAt(start + 1)] ?? 0);
    }
  });

/** @param values milliseconds since 1970, whole */
export const binaryInstants = (values: Values<number>): Buffer =>
  ofEqualSize(TIMESTAMPTZ, EIGHT_BYTES, values, (array, ms, at) => writeInt64(array, (ms - EPOCH_MS) * 1_000, at));

/** @param values whole numbers that JavaScript keeps exactly */
export const binaryBigints = (values: Values<number>): Buffer => ofEqualSize(INT8, EIGHT_BYTES, values, writeInt64);

export const binaryIntegers = (values: Values<number>): Buffer =>
  ofEqualSize(INT4, FOUR_BYTES, values, (array, value, at) => array.writeInt32BE(value, at));

/** Of single precision. */
export const binaryReals = (values: Values<number>): Buffer =>
  ofEqualSize(FLOAT4, FOUR_BYTES, values, (array, value, at) => array.writeFloatBE(value, at));

/** @param values places of rows as PostgreSQL writes a `ctid`: `(block,offset)` */
export const binaryPlaces = (values: readonly string[]): Buffer =>
  ofEqualSize(TID, TID_BYTES, values, (array, value, at) => {
    const comma = value.indexOf(',');
    array.writeUInt32BE(Number(value.slice(1, comma)), at);
    array.writeUInt16BE(Number(value.slice(comma + 1, -1)), at + 4);
  });

export function binaryTexts(values: Values<string>): Buffer {
  const sizes = values.map((value) => (value === null ? NULL : Buffer.byteLength(value)));
  const array = begun(
    TEXT,
    values.length,
    sizes.reduce((sum, size) => sum + Math.max(size, 0), 0),
  );
  let at = firstOf(array);
  for (const [nth, value] of values.entries()) {
    at = array.writeInt32BE(sizes[nth] as number, at);
    if (value !== null) at += array.write(value, at);
  }
  return array;
}

function ofEqualSize<Value>(
  elementType: number,
  size: number,
  values: Values<Value>,
  write: (array: Buffer, value: Value, at: number) => void,
): Buffer {
  const array = begun(elementType, values.length, size * values.length);
  let at = firstOf(array);
  for (const value of values) {
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
