import { LRUCache } from 'lru-cache';
import parser from 'ua-parser-js';

/** What somebody read a mail with, in words a person uses; null where it is not known. */
export interface Client {
  /** For example `Outlook 16`, `Apple Mail`, `Chrome 146`. */
  client: string | null;
  /** For example `iOS 18`, `Windows`. */
  os: string | null;
  /** `phone`, `tablet`, `computer`, `television`, `watch` or `game console`. */
  device: string | null;
}

export const NO_CLIENT: Client = { client: null, os: null, device: null };

/** A parse takes about 30 µs and user agents repeat. */
const known = new LRUCache<string, Client>({ max: 5_000 });

/** Longest word shown; whoever sends a made-up user agent gets no further into the sender's list. */
const LONGEST = 40;

const DEVICES: Readonly<Record<string, string>> = {
  mobile: 'phone',
  tablet: 'tablet',
  smarttv: 'television',
  wearable: 'watch',
  console: 'game console',
};
const COMPUTERS = new Set(['Windows', 'macOS', 'Linux', 'Ubuntu', 'Debian', 'Fedora', 'Chromium OS']);

/** Reads a user agent. Never throws; what is not recognised is null. */
export function clientOf(userAgent: string): Client {
  if (userAgent === '') return NO_CLIENT;
  let client = known.get(userAgent);
  if (!client) {
    client = read(userAgent);
    known.set(userAgent, client);
  }
  return client;
}

function read(userAgent: string): Client {
  const {
    browser,
    os: system,
    device: { type },
  } = parser(userAgent);
  const os = systemName(system.name, system.version, userAgent);
  return {
    client: short(mailProgram(userAgent) ?? browserName(browser.name, browser.version)),
    os: short(os),
    device: (type && DEVICES[type]) || (os !== null && COMPUTERS.has(os.split(' ')[0] ?? '') ? 'computer' : null),
  };
}

/** Mail programs that the parser takes for browsers, or does not know. WebKit without `Safari/` is Apple Mail. */
function mailProgram(userAgent: string): string | null {
  if (/Outlook-(?:iOS|Android)/.test(userAgent)) return 'Outlook';
  const [, outlook] = /(?:Microsoft Outlook |MacOutlook\/|MSOffice )(\d+)/.exec(userAgent) ?? [];
  if (outlook) return `Outlook ${outlook}`;
  const [, thunderbird] = /\bThunderbird\/(\d+)/.exec(userAgent) ?? [];
  if (thunderbird) return `Thunderbird ${thunderbird}`;
  return /(?:Macintosh|iPhone|iPad).*\(KHTML, like Gecko\)(?: Mobile\/\w+)?$/.test(userAgent) ? 'Apple Mail' : null;
}

function browserName(name: string | undefined, version: string | undefined): string | null {
  if (!name || name === 'Mozilla' || name === 'WebKit') return null;
  return withMajor(name.replace(/^Mobile /, ''), version);
}

/** Systems whose browsers stopped telling the true version are named without one. */
function systemName(name: string | undefined, version: string | undefined, userAgent: string): string | null {
  if (!name) return null;
  if (name === 'Mac OS') return 'macOS';
  // https://www.chromium.org/updates/ua-reduction: every Android calls itself `Android 10; K`.
  if (name === 'Windows' || /Android 10; K\)/.test(userAgent)) return name;
  return withMajor(name, version);
}

const withMajor = (name: string, version: string | undefined) => {
  const [major] = /^\d+/.exec(version ?? '') ?? [];
  return major ? `${name} ${major}` : name;
};
const short = (text: string | null) => text?.slice(0, LONGEST) ?? null;
