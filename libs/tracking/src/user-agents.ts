/** What a user agent calls itself. Each takes the header as it was sent. */

/** What kind of program fetched, as far as its user agent says: all that is kept of it. */
export const PROGRAMS = [
  'gmail_prefetch',
  'gmail_proxy',
  'yahoo_proxy',
  'bare',
  'crawler',
  'outlook',
  'mail_program',
  'apple_mail',
  'image_proxy',
  'browser',
  'none',
  'other',
] as const;
export type Program = (typeof PROGRAMS)[number];

const CRAWLER = /\b(?:\w*bot|crawler|spider|scanner|urlscan|barracuda|mimecast|proofpoint|facebookexternalhit)\b/i;

/**
 * The model of an Android device (`Android 9; CUBOT P30)`), which may be any word and says nothing about the program.
 * A name with a version (`Pixel 2 Build/…; Storebot-Google/1.0)`) is a program's.
 */
const DEVICE_MODEL = /\bAndroid\b[^;)]*;(?: ?[a-z]{2}[-_][a-z]{2};)?(?! ?[\w-]+\/)[^;)]*/i;

const isCrawler = (userAgent: string) => CRAWLER.test(userAgent.replace(DEVICE_MODEL, 'Android'));

/** From what is surest to what is left. */
const signs: readonly [Program, (userAgent: string) => boolean][] = [
  ['none', (userAgent) => userAgent === ''],
  // A browser that never was, with a second `Mozilla/5.0` at its end: Gmail's servers when they fetch ahead.
  [
    'gmail_prefetch',
    (userAgent) => /Chrome\/42\.0\.2311\.135 Safari\/537\.36 Edge\/12\.246 Mozilla\/5\.0$/.test(userAgent),
  ],
  ['gmail_proxy', (userAgent) => userAgent.endsWith('(via ggpht.com GoogleImageProxy)')],
  ['yahoo_proxy', (userAgent) => userAgent.includes('YahooMailProxy')],
  ['bare', (userAgent) => userAgent === 'Mozilla/5.0'],
  ['crawler', isCrawler],
  [
    'outlook',
    (userAgent) => /Microsoft Outlook|MSOffice|Outlook-(?:iOS|Android)|MacOutlook|^Microsoft Office\//.test(userAgent),
  ],
  ['mail_program', (userAgent) => /\bThunderbird\/|\bEvolution\b|\bK-?9 Mail\b|\bPostbox\//.test(userAgent)],
  // WebKit without `Safari/` is Apple's own mail program, or an app.
  ['apple_mail', (userAgent) => /\(KHTML, like Gecko\)(?: Mobile\/\w+)?$/.test(userAgent)],
  ['image_proxy', (userAgent) => /(?:image|mail)\s?proxy|\bcamo\b/i.test(userAgent)],
  ['browser', (userAgent) => /^Mozilla\/\d\.\d \(/.test(userAgent)],
];

const isHandheld = (userAgent: string) => /\b(?:Mobile|iPhone|iPad|Android)\b/.test(userAgent);

/** What a user agent says. */
export interface Agent {
  program: Program;
  /** Whether it is a phone's or a tablet's. */
  handheld: boolean;
}

/** User agents repeat, and reading one takes as long as all the rest of judging a hit. */
const known = new Map<string, Agent>();
const KNOWN_AT_MOST = 5_000;

/** Reads a user agent; `''` is one that was not sent. */
export function agentOf(userAgent: string): Agent {
  let agent = known.get(userAgent);
  if (!agent) {
    const program = signs.find(([, isOne]) => isOne(userAgent))?.[0] ?? 'other';
    agent = { program, handheld: isHandheld(userAgent) };
    if (known.size >= KNOWN_AT_MOST) known.clear();
    known.set(userAgent, agent);
  }
  return agent;
}
