import { accessSync, constants, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';

export interface BrowserOptions {
  /** Port of the sandbox's TLS server, to which every host name is mapped. */
  standInPort: number;
  /** The built extension, loaded unpacked. Without one, the browser has none. */
  extensionDir?: string;
  headless: boolean;
  /** Kept after closing; without one a fresh profile is made and removed. */
  profileDir?: string;
  /** More switches for Chromium. */
  args?: string[];
}

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-for-testing',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
];

/** The browser to use: OPENLY_CHROMIUM, /usr/bin/chromium, or a common name on the PATH. Null where there is none. */
export function findChromium(): string | null {
  const directories = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const candidates = [
    process.env.OPENLY_CHROMIUM,
    '/usr/bin/chromium',
    ...NAMES.flatMap((name) => directories.map((directory) => join(directory, name))),
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  ];
  return candidates.find((path): path is string => path !== undefined && isExecutable(path)) ?? null;
}

/** Opens Chromium in which every host name leads to the sandbox. Throws where there is no Chromium. */
export async function launchBrowser(options: BrowserOptions): Promise<BrowserContext> {
  const { standInPort, extensionDir, headless, args = [] } = options;
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('No Chromium was found. Install it, or name it in OPENLY_CHROMIUM.');
  const profileDir = options.profileDir ?? mkdtempSync(join(tmpdir(), 'openly-profile-'));
  const context = await chromium.launchPersistentContext(profileDir, {
    executablePath,
    // Playwright's own headless mode runs no extensions; Chromium's newer one does.
    headless: false,
    ignoreHTTPSErrors: true,
    ignoreDefaultArgs: ['--disable-extensions'],
    viewport: headless ? { width: 1360, height: 860 } : null,
    args: [
      ...(headless ? ['--headless=new'] : []),
      // All hosts, because Chromium itself calls several of Google's.
      `--host-resolver-rules=MAP * 127.0.0.1:${standInPort}, EXCLUDE 127.0.0.1`,
      '--ignore-certificate-errors',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...(extensionDir ? [`--disable-extensions-except=${extensionDir}`, `--load-extension=${extensionDir}`] : []),
      ...args,
    ],
  });
  if (options.profileDir === undefined) {
    // Chromium writes to its profile for a moment after it has closed; closing is over when the profile is gone.
    const remove = () => rm(profileDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    const close = context.close.bind(context);
    context.close = async (reason) => {
      await close(reason);
      await remove().catch(() => undefined);
    };
    context.once('close', () => void remove().catch(() => undefined));
  }
  return context;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
