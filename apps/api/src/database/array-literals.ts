/**
 * PostgreSQL's array literals, to be given as one parameter: the driver's own way quotes every value and takes three
 * times as long. Plain are values that need no quotes: UUIDs, instants, numbers, row addresses, words, base64url.
 */
export const plainArray = <Row>(rows: readonly Row[], read: (row: Row) => string | number | null): string =>
  `{${rows.map((row) => read(row) ?? 'NULL').join(',')}}`;

/** The same for any text. */
export const textArray = <Row>(rows: readonly Row[], read: (row: Row) => string | null): string =>
  `{${rows.map((row) => quoted(read(row))).join(',')}}`;

const quoted = (value: string | null) => (value === null ? 'NULL' : `"${value.replace(/["\\]/g, '\\$&')}"`);
