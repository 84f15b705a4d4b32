// Fetches the address ranges that networks publish, checks them and rewrites apps/api/data/address-ranges.json:
//   npm run refresh-ranges [-- NAME…] [--accept-less NAME] [--file FILE] [--from URL]
// NAME is a set's name as the file has it ("Google"); without one all are fetched. What cannot be fetched or makes no
// sense is said, keeps what the file has, and ends with 1. --from asks another server for all: the publisher's host is
// then the path's first part.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import ipaddr from 'ipaddr.js';

const PATIENCE_MS = 60_000;
/** Covering less than this part of what was published before is taken for a broken document. */
const LEAST_KEPT = 0.5;
/** Of a set that came from its publisher's own document. */
const AS_PUBLISHED = 'as published';
const LINE_WIDTH = 120;

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    file: { type: 'string', default: join(import.meta.dirname, '../apps/api/data/address-ranges.json') },
    from: { type: 'string' },
    'accept-less': { type: 'string', multiple: true, default: [] },
  },
});

// How each publisher's document says its ranges. Every one throws or gives what is no range when it is another document.
const json = (read) => (text) => read(JSON.parse(text));
const prefixes = json(({ prefixes }) => prefixes.map(({ ipv4Prefix, ipv6Prefix }) => ipv4Prefix ?? ipv6Prefix));
const amazon = json(({ prefixes, ipv6_prefixes }) => [
  ...prefixes.map(({ ip_prefix }) => ip_prefix),
  ...ipv6_prefixes.map(({ ipv6_prefix }) => ipv6_prefix),
]);
const serviceTags = json(({ values }) => values.find(({ name }) => name === 'AzureCloud').properties.addressPrefixes);
const exchange = json((areas) =>
  areas.filter(({ serviceArea }) => serviceArea === 'Exchange').flatMap(({ ips }) => ips ?? []),
);
const oracle = json(({ regions }) => regions.flatMap(({ cidrs }) => cidrs.map(({ cidr }) => cidr)));
/** https://stat.ripe.net/docs/data_api: what an autonomous system announces. */
const announced = json(({ data }) => data.prefixes.map(({ prefix }) => prefix));
/** RFC 8805, and lists like it: a range at the start of each line. */
const geofeed = (text) =>
  text
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*/, '').split(',')[0].trim())
    .filter(Boolean);

const ripe = (number) => `https://stat.ripe.net/data/announced-prefixes/data.json?resource=AS${number}`;

/** By a set's name: its documents, how they are read, and how many ranges there are at the least. */
const publishers = {
  'Google Cloud': { urls: ['https://www.gstatic.com/ipranges/cloud.json'], read: prefixes, least: 100 },
  Google: { urls: ['https://www.gstatic.com/ipranges/goog.json'], read: prefixes, least: 20 },
  "Apple's relay": { urls: ['https://mask-api.icloud.com/egress-ip-ranges.csv'], read: geofeed, least: 1000 },
  Proton: { urls: [ripe(62371)], read: announced, least: 2 },
  Microsoft: {
    urls: ['https://endpoints.office.com/endpoints/worldwide?clientrequestid=b10c5ed1-bad1-445f-b386-b919946339a7'],
    read: exchange,
    least: 10,
  },
  'Amazon Web Services': { urls: ['https://ip-ranges.amazonaws.com/ip-ranges.json'], read: amazon, least: 1000 },
  'Microsoft Azure': {
    // The document's own address changes every week and stands in this page.
    page: 'https://www.microsoft.com/en-us/download/details.aspx?id=56519',
    link: /https:\/\/download\.microsoft\.com\/download\/[^"\s]+?ServiceTags_Public_\d+\.json/,
    read: serviceTags,
    least: 1000,
  },
  DigitalOcean: { urls: ['https://digitalocean.com/geo/google.csv'], read: geofeed, least: 100 },
  Hetzner: { urls: [ripe(24940)], read: announced, least: 20 },
  OVH: { urls: [ripe(16276)], read: announced, least: 50 },
  Linode: { urls: ['https://geoip.linode.com/'], read: geofeed, least: 100 },
  Vultr: { urls: ['https://geofeed.constant.com/'], read: geofeed, least: 100 },
  'Oracle Cloud': {
    urls: ['https://docs.oracle.com/en-us/iaas/tools/public_ip_ranges.json'],
    read: oracle,
    least: 20,
  },
};

const file = JSON.parse(readFileSync(options.file, 'utf8'));
const wanted = names.length > 0 ? names : Object.keys(publishers);
let refused = 0;
for (const name of wanted) {
  const set = file.sets.find((one) => one.name === name);
  try {
    if (!set || !publishers[name]) throw new Error('nobody publishes a set of that name that we know of');
    const { urls, listed, ranges } = await fetchRanges(publishers[name]);
    const before = set.ranges.length;
    if (listed < publishers[name].least) throw new Error(`lists ${listed} ranges, fewer than ever`);
    checkCover(set, ranges);
    Object.assign(set, { source: urls.join(' '), date: today(), checked: AS_PUBLISHED, ranges });
    console.log(`${name}: ${ranges.length} ranges, before ${before}`);
  } catch (error) {
    refused += 1;
    console.error(`${name}: kept as it was: ${error.message}`);
  }
}
// Beside the file first: whoever reads it meanwhile sees the old one or the new one.
writeFileSync(`${options.file}.new`, textOf(file));
renameSync(`${options.file}.new`, options.file);
process.exitCode = refused > 0 ? 1 : 0;

async function fetchRanges({ urls, page, link, read }) {
  const found = urls ?? [linkIn(await fetchText(page), link)];
  const texts = await Promise.all(found.map(fetchText));
  const spans = texts.flatMap((text) => readAs(read, text)).map(parsed);
  return { urls: found, listed: spans.length, ranges: merged(spans) };
}

function linkIn(text, link) {
  const [url] = link.exec(text) ?? [];
  if (!url) throw new Error('its page names no document');
  return url;
}

async function fetchText(url) {
  const { host, pathname, search } = new URL(url);
  const address = options.from ? `${options.from}/${host}${pathname}${search}` : url;
  const answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!answer.ok) throw new Error(`${host} answered ${answer.status}`);
  return answer.text();
}

function readAs(read, text) {
  try {
    return read(text);
  } catch (error) {
    throw new Error(`is not the document it was (${error.message})`);
  }
}

/** A range as a number of bits, its first address and its last. @throws Error for what cannot be a public network */
function parsed(range) {
  if (typeof range !== 'string' || !(ipaddr.isValidCIDR(range) || ipaddr.isValid(range))) {
    throw new Error(`"${range}" is no range`);
  }
  const [address, length] = range.includes('/')
    ? ipaddr.parseCIDR(range)
    : [ipaddr.parse(range), Number.POSITIVE_INFINITY];
  const bits = address.kind() === 'ipv4' ? 32 : 128;
  if (address.range() !== 'unicast') throw new Error(`${range} is not of the public internet (${address.range()})`);
  if (length < (bits === 32 ? 7 : 16)) throw new Error(`${range} is larger than any network`);
  const free = BigInt(Math.max(0, bits - length));
  const number = address.toByteArray().reduce((value, byte) => value * 256n + BigInt(byte), 0n);
  const size = 1n << free;
  if (number % size !== 0n) throw new Error(`${range} has bits behind its length`);
  return { bits, first: number, last: number + size - 1n };
}

/** The same addresses in as few ranges as can be, IPv4 first. */
function merged(spans) {
  const ranges = [];
  for (const bits of [32, 128]) {
    const sorted = spans.filter((span) => span.bits === bits).sort((a, b) => (a.first < b.first ? -1 : 1));
    const joined = [];
    for (const { first, last } of sorted) {
      const before = joined.at(-1);
      if (!before || first > before.last + 1n) joined.push({ first, last });
      else if (last > before.last) before.last = last;
    }
    for (const span of joined) ranges.push(...asCidrs(span, bits));
  }
  return ranges;
}

function asCidrs({ first, last }, bits) {
  const ranges = [];
  for (let at = first; at <= last; ) {
    let free = 0n;
    while (free < BigInt(bits) && at % (1n << (free + 1n)) === 0n && at + (1n << (free + 1n)) - 1n <= last) free += 1n;
    ranges.push(`${addressOf(at, bits)}/${bits - Number(free)}`);
    at += 1n << free;
  }
  return ranges;
}

function addressOf(number, bits) {
  const bytes = Array.from({ length: bits / 8 }, (_, place) =>
    Number((number >> BigInt(bits - 8 * (place + 1))) & 255n),
  );
  return ipaddr.fromByteArray(bytes).toString();
}

/** @throws Error where these ranges cover much less than what was published before */
function checkCover(set, ranges) {
  if (set.checked !== AS_PUBLISHED || options['accept-less'].includes(set.name)) return;
  for (const [family, bits] of [
    ['IPv4', 32],
    ['IPv6', 128],
  ]) {
    if (Number(covered(ranges, bits)) < Number(covered(set.ranges, bits)) * LEAST_KEPT) {
      throw new Error(
        `covers less than half of the ${family} addresses it did; if that is right, give --accept-less "${set.name}"`,
      );
    }
  }
}

/** How many addresses of a family these ranges hold, none of which overlap. */
function covered(ranges, bits) {
  const spans = ranges.map(parsed).filter((span) => span.bits === bits);
  return spans.reduce((sum, { first, last }) => sum + (last - first + 1n), 0n);
}

function today() {
  return new Date().toISOString().slice(0, 10);
}

/** As the formatter would have it: a list on one line where it fits. */
function textOf({ sets }) {
  const property = (name, value) => {
    const line = `      ${JSON.stringify(name)}: ${JSON.stringify(value).replaceAll('","', '", "')}`;
    if (!Array.isArray(value) || line.length <= LINE_WIDTH) return line;
    return `      ${JSON.stringify(name)}: [\n${value.map((one) => `        ${JSON.stringify(one)}`).join(',\n')}\n      ]`;
  };
  const blocks = sets.map(
    (set) =>
      `    {\n${Object.entries(set)
        .map(([name, value]) => property(name, value))
        .join(',\n')}\n    }`,
  );
  return `{\n  "sets": [\n${blocks.join(',\n')}\n  ]\n}\n`;
}
