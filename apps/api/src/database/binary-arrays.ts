/**
 * PostgreSQL's arrays in its own form (`array_recv`), each to be given as one parameter: it takes them in a third less of
 * the time than as text. For values that are known to be well formed; nothing is checked here.
 */

const [UUID, TEXT, TIMESTAMPTZ] = [2950, 25, 1184];
/** Dimensions, whether there are nulls, type of the elements; of the one dimension length and lower bound. */
const [HEAD_BYTES, DIMENSION_BYTES, LENGTH_BYTES] = [12, 8, 4];
const [UUID_BYTES, INSTANT_BYTES] = [16, 8];
const NULL = -1;
/** Where each byte of a UUID begins in its text. */
const BYTE_STARTS = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];
const DIGITS = Uint8Array.from({ length: 128 }, (_, code) => Number.parseInt(String.fromCharCode(code), 16) || 0);
const EPOCH_MS = Date.UTC(2000, 0, 1);

/** @param values UUIDs as text */
export function binaryUuids(values: readonly (string | null)[]): Buffer {
  const array = begun(UUID, values.length, UUID_BYTES * values.length);
  let at = firstOf(array);
  for (const value of values) {
    at = array.writeInt32BE(value === null ? NULL : UUID_BYTES, at);
    if (value === null) continue;
    for (const start of BYTE_STARTS) {
      array[at++] = ((DIGITS[value.charCodeAt(start)] ?? 0) << 4) | (DIGITS[value.charCodeAt(start + 1)] ?? 0);
    }
  }
  return array.subarray(0, at);
}

/** @param values of ASCII alone */
export function binaryTexts(values: readonly (string | null)[]): Buffer {
  const bytes = values.reduce((sum, value) => sum + (value?.length ?? 0), 0);
  const array = begun(TEXT, values.length, bytes);
  let at = firstOf(array);
  for (const value of values) {
    at = array.writeInt32BE(value === null ? NULL : value.length, at);
    if (value !== null) at += array.write(value, at, 'latin1');
  }
  return array;
}

/** @param values ISO 8601 in UTC, kept to the millisecond */
export function binaryInstants(values: readonly string[]): Buffer {
  const array = begun(TIMESTAMPTZ, values.length, INSTANT_BYTES * values.length);
  let at = firstOf(array);
  let [last, microseconds] = ['', 0n];
  for (const value of values) {
    // Those of one millisecond have the same text.
    if (value !== last) [last, microseconds] = [value, BigInt(Date.parse(value) - EPOCH_MS) * 1_000n];
    at = array.writeBigInt64BE(microseconds, array.writeInt32BE(INSTANT_BYTES, at));
  }
  return array;
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
