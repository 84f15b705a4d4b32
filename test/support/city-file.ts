import ipaddr from 'ipaddr.js';

/** A number that is stored as a whole one; others are doubles. */
class Whole {
  constructor(
    readonly value: bigint,
    readonly bytes: 2 | 4 | 8,
  ) {}
}
type Value = string | number | Whole | Value[] | { [key: string]: Value };
type Tree = { left: Tree | Buffer | null; right: Tree | Buffer | null };

const METADATA_MARK = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');
const SEPARATOR = Buffer.alloc(16);

/**
 * A small database in the form https://maxmind.github.io/MaxMind-DB/ describes, with IPv4 below `::/96` as GeoLite2
 * and GeoIP2 have it.
 * @param records by network, for example `145.53.0.0/16`
 */
export function buildDatabase(type: string, built: Date, records: Record<string, Value>): Buffer {
  const root: Tree = { left: null, right: null };
  for (const [network, record] of Object.entries(records)) plant(root, network, encoded(record));
  const { tree, data, nodeCount } = written(root);
  const metadata = encoded({
    binary_format_major_version: new Whole(2n, 2),
    binary_format_minor_version: new Whole(0n, 2),
    build_epoch: new Whole(BigInt(Math.floor(built.getTime() / 1000)), 8),
    database_type: type,
    description: {},
    ip_version: new Whole(6n, 2),
    languages: ['en'],
    node_count: new Whole(BigInt(nodeCount), 4),
    record_size: new Whole(24n, 2),
  });
  return Buffer.concat([tree, SEPARATOR, data, METADATA_MARK, metadata]);
}

/** A city as GeoLite2 and GeoIP2 write it. */
export const nestedCity = (country: string, city: string, latitude: number, longitude: number): Value => ({
  city: { names: { en: city } },
  country: { iso_code: country, names: { en: country } },
  location: { latitude, longitude },
});

/** The same database with a text in it made something that no reader can read. */
export function breakText(database: Buffer, text: string): Buffer {
  const broken = Buffer.from(database);
  // The byte before it says that it is a text, and how long; these two name a type that there is not.
  broken.set([0, 0xff], broken.indexOf(text) - 1);
  return broken;
}

function plant(root: Tree, network: string, data: Buffer): void {
  const [address, prefix] = ipaddr.parseCIDR(network);
  const bytes = address.toByteArray();
  const bits = [...(bytes.length === 4 ? [...Array(12).fill(0), ...bytes] : bytes)]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('')
    .slice(0, prefix + (bytes.length === 4 ? 96 : 0));
  let node = root;
  for (const [depth, bit] of [...bits].entries()) {
    const side = bit === '1' ? 'right' : 'left';
    if (depth === bits.length - 1) node[side] = data;
    else {
      node[side] ??= { left: null, right: null };
      node = node[side] as Tree;
    }
  }
}

function written(root: Tree): { tree: Buffer; data: Buffer; nodeCount: number } {
  const nodes: Tree[] = [root];
  for (const node of nodes) {
    for (const child of [node.left, node.right]) if (child && !Buffer.isBuffer(child)) nodes.push(child);
  }
  const numbers = new Map(nodes.map((node, number) => [node, number]));
  const tree = Buffer.alloc(nodes.length * 6);
  const data: Buffer[] = [];
  let offset = 0;
  const pointer = (child: Tree['left']) => {
    if (child === null) return nodes.length;
    if (!Buffer.isBuffer(child)) return numbers.get(child) ?? 0;
    data.push(child);
    offset += child.length;
    return nodes.length + SEPARATOR.length + offset - child.length;
  };
  for (const [number, node] of nodes.entries()) {
    tree.writeUIntBE(pointer(node.left), number * 6, 3);
    tree.writeUIntBE(pointer(node.right), number * 6 + 3, 3);
  }
  return { tree, data: Buffer.concat(data), nodeCount: nodes.length };
}

function encoded(value: Value): Buffer {
  if (typeof value === 'string') return Buffer.concat([head(2, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleBE(value);
    return Buffer.concat([head(3, 8), bytes]);
  }
  if (value instanceof Whole) {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(value.value);
    return Buffer.concat([head({ 2: 5, 4: 6, 8: 9 }[value.bytes], value.bytes), bytes.subarray(8 - value.bytes)]);
  }
  if (Array.isArray(value)) return Buffer.concat([head(11, value.length), ...value.map(encoded)]);
  const entries = Object.entries(value).flatMap(([key, one]) => [encoded(key), encoded(one)]);
  return Buffer.concat([head(7, entries.length / 2), ...entries]);
}

/** Type and size; from type 8 on the type stands in a byte of its own. */
function head(type: number, size: number): Buffer {
  if (size > 28) throw new Error('nothing in a test is as long as that');
  return type > 7 ? Buffer.from([size, type - 7]) : Buffer.from([(type << 5) | size]);
}
