import { type Dice, diceFrom } from '../../faults/sends/random.js';
import type { Mail } from './seed.js';

/** What a reader's machine asks for, and what it tells of itself. */
export interface Fetch {
  method: 'GET' | 'HEAD';
  path: string;
  address: string;
  userAgent: string;
}

/** What kind of program fetches: what it calls itself, and from where it comes. */
interface Kind {
  /** Of a hundred readers. */
  share: number;
  userAgent: (dice: Dice) => string;
  address: (dice: Dice) => string;
  /** One of many servers: another address at each fetch. */
  roams?: true;
  /** Asks for the headers alone, each other time. */
  looksAtHeaders?: true;
  followsLinks?: true;
}

/** They come back with the address and the program they had. */
const READERS = 30_000;
/** So many of the fetches before may be repeated. */
const RECENT = 500;
/** Shares of all fetches: an image loaded twice, a mail somebody else reads just then, a link followed. */
const AGAIN = 0.2;
const SAME_MAIL = 0.1;
const CLICKS = 0.02;

const group = (dice: Dice) => dice.between(0, 0xffff).toString(16);
const ipv4In =
  (...prefixes: (string | number)[]) =>
  (dice: Dice) => {
    const bytes = String(dice.pick(prefixes)).split('.');
    while (bytes.length < 4) bytes.push(String(dice.between(0, 255)));
    return bytes.join('.');
  };
/** First bytes below which nearly everything is given out to the public, and some providers' ranges of IPv6. */
const IPV4_HOMES = ipv4In(
  2,
  5,
  24,
  31,
  37,
  41,
  58,
  62,
  73,
  77,
  78,
  80,
  84,
  86,
  91,
  94,
  98,
  109,
  121,
  145,
  176,
  187,
  217,
);
const IPV6_HOMES = ['2001:1c00', '2003:e1', '2600:1700', '2601:645', '2804:14d', '2a00:23c7', '2a01:cb00', '2a02:a44f'];
const home = (dice: Dice) =>
  dice.next() < 0.7
    ? IPV4_HOMES(dice)
    : `${dice.pick(IPV6_HOMES)}:${Array.from({ length: 6 }, () => group(dice)).join(':')}`;

const WEBKIT = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
const BLINK = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const WINDOWS = 'Windows NT 10.0; Win64; x64';
const chrome = (system: string, last = 'Safari/537.36') => {
  return (dice: Dice) => `Mozilla/5.0 (${system}) ${BLINK} Chrome/${dice.between(120, 146)}.0.0.0 ${last}`;
};
const browsers: readonly ((dice: Dice) => string)[] = [
  chrome(WINDOWS),
  chrome('Macintosh; Intel Mac OS X 10_15_7'),
  chrome('Linux; Android 10; K', 'Mobile Safari/537.36'),
  (dice) =>
    `${chrome(WINDOWS)(dice)} Edg/${dice.between(120, 146)}.0.${dice.between(2_000, 3_500)}.${dice.between(0, 99)}`,
  (dice) => {
    const version = dice.between(115, 146);
    return `Mozilla/5.0 (${WINDOWS}; rv:${version}.0) Gecko/20100101 Firefox/${version}.0`;
  },
  (dice) => {
    const [major, minor] = [dice.between(16, 18), dice.between(0, 6)];
    const system = `iPhone; CPU iPhone OS ${major}_${minor} like Mac OS X`;
    return `Mozilla/5.0 (${system}) ${WEBKIT} Version/${major}.${minor} Mobile/15E148 Safari/604.1`;
  },
];
const browser = (dice: Dice) => dice.pick(browsers)(dice);

const kinds: readonly Kind[] = [
  {
    share: 38,
    userAgent: () => 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
    address: ipv4In('66.249.80', '66.249.83', '66.249.88', '66.249.93', '66.102.6', '66.102.8', '74.125.212'),
    roams: true,
  },
  {
    // Apple's Mail Privacy Protection.
    share: 20,
    userAgent: () => 'Mozilla/5.0',
    address: (dice) =>
      dice.next() < 0.7
        ? ipv4In('104.28', '146.75.170', '140.248.34')(dice)
        : `2a02:26f7:${group(dice)}::${group(dice)}`,
    roams: true,
  },
  { share: 16, userAgent: browser, address: home, followsLinks: true },
  {
    share: 9,
    userAgent: (dice) =>
      `Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Microsoft Outlook 16.0.${dice.between(5_000, 5_040)})`,
    address: home,
  },
  {
    share: 5,
    userAgent: (dice) =>
      `Mozilla/5.0 (iPhone; CPU iPhone OS ${dice.between(16, 18)}_${dice.between(0, 6)} like Mac OS X) ${WEBKIT} Mobile/15E148`,
    address: home,
  },
  // Outlook.com, then Yahoo Mail.
  { share: 4, userAgent: browser, address: ipv4In('40.94', '40.95', '52.102'), roams: true },
  {
    share: 2,
    userAgent: () => 'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html',
    address: ipv4In('98.137.12', '87.248.110'),
    roams: true,
  },
  { share: 3, userAgent: browser, address: ipv4In('67.231.152', '64.235.150', '85.158.140'), looksAtHeaders: true },
  {
    share: 3,
    userAgent: () => 'Mozilla/5.0 (compatible; Barracuda Sentinel (EE); +https://www.barracuda.com)',
    address: ipv4In('18.200', '52.30', '95.216'),
    looksAtHeaders: true,
  },
];

/** What readers fetch of these mails, without an end, and the same from run to run for the same seed. */
export function* fetchesOf(mails: readonly Mail[], seed: string): Generator<Fetch, never> {
  const dice = diceFrom(seed);
  const readers = Array.from({ length: READERS }, () => aReader(dice));
  const recent: { mail: Mail; fetch: Fetch }[] = [];
  for (let count = 0; ; count += 1) {
    const lot = dice.next();
    const before = lot < AGAIN + SAME_MAIL ? recent[dice.between(0, RECENT - 1)] : undefined;
    const mail = before?.mail ?? dice.pick(mails);
    const fetch = before && lot < AGAIN ? before.fetch : dice.pick(readers)(mail);
    recent[count % RECENT] = { mail, fetch };
    yield fetch;
  }
}

function aReader(dice: Dice): (mail: Mail) => Fetch {
  const kind = kindOf(dice.next() * 100);
  const userAgent = kind.userAgent(dice);
  const address = kind.address(dice);
  return (mail) => ({
    method: kind.looksAtHeaders && dice.next() < 0.5 ? 'HEAD' : 'GET',
    path: kind.followsLinks && dice.next() < (CLICKS * 100) / kind.share ? mail.link() : mail.pixel(),
    address: kind.roams ? kind.address(dice) : address,
    userAgent,
  });
}

function kindOf(lot: number): Kind {
  let rest = lot;
  const found = kinds.find(({ share }) => {
    rest -= share;
    return rest < 0;
  });
  if (!found) throw new Error('the shares of the kinds are less than a hundred');
  return found;
}
