/** Prefixes from which the registries give out IPv6, https://www.iana.org/assignments/ipv6-unicast-address-assignments. */
const IPV6_PREFIXES = ['2001', '2003', '2400', '2404', '2406', '2409', '2600', '2604', '2804', '2a00', '2a02', '2c0f'];

/** Some 1,000 addresses from all over the world, by which a city database is tried. They are nobody's in particular. */
export const SAMPLES: readonly string[] = [
  ...Array.from({ length: 223 }, (_, first) => [16, 80, 144, 208].map((second) => `${first + 1}.${second}.1.1`)).flat(),
  ...IPV6_PREFIXES.flatMap((prefix) => ['200', '2000', '4700', 'a440', 'd00'].map((next) => `${prefix}:${next}::1`)),
];
