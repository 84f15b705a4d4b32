import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { GmailPage } from '../../apps/sandbox/src/gmail-page.js';
import { findChromium, launchBrowser, type StoredMessage } from '../../apps/sandbox/src/index.js';
import { createDatabase } from './database.js';
import { type LossyDatabase, lossyWayTo } from './lossy-database.js';
import { Undo } from './undo.js';
import { until } from './until.js';
import { type Way, wayTo } from './way.js';
import { buildWorld, SENDER, type User, type World } from './world.js';

const root = join(import.meta.dirname, '../..');

export const extensionDir = join(root, 'apps/extension/dist');
export { COLLEAGUE, SENDER } from './world.js';

/** A suite that drives a real Chromium. Without one it is skipped, and its name says why. */
export const describeInChromium: (name: string, tests: () => void) => void = (name, tests) => {
  if (findChromium() !== null) describe(name, tests);
  else describe.skip(`${name} (skipped: no Chromium was found; install it, or name it in OPENLY_CHROMIUM)`, tests);
};

/** The whole product with a browser before it: the built extension in the stand-in Gmail. */
export interface Stage extends World {
  database: LossyDatabase;
  browser: BrowserContext;
  gmail: GmailPage;
  /** How the extension reaches the API. */
  way: Way;
  /** The sender, at the API. */
  sender: User;
  /** A page of the extension in a tab of its own, e.g. `popup.html`. */
  extensionPage(file: string, size?: { width: number; height: number }): Promise<Page>;
  /** The mail of this subject, once it is in the sender's Sent. @param patience milliseconds, 10 s if not given */
  sentMail(subject: string, patience?: number): Promise<StoredMessage>;
}

interface StageOptions {
  undoSeconds?: number;
  /** Default true: signed in through the popup, with Gmail's inbox on screen. */
  signedIn?: boolean;
  /** Settings of the API. */
  env?: NodeJS.ProcessEnv;
}

export async function setStage({ undoSeconds = 0, signedIn = true, env }: StageOptions = {}): Promise<Stage> {
  const undo = new Undo();
  try {
    const database = await lossyWayTo(await createDatabase());
    const world = undo.keep(await buildWorld({ database, undoSeconds, env }));
    const way = await wayTo(world.api.url);
    undo.add(() => way.end());
    const browser = await launchBrowser({
      standInPort: world.sandbox.standInPort,
      extensionDir,
      headless: true,
      // A phone has none, and pictures need none.
      args: ['--hide-scrollbars'],
    });
    undo.add(() => browser.close());
    browser.setDefaultTimeout(10_000);
    const worker = browser.serviceWorkers()[0] ?? (await browser.waitForEvent('serviceworker', { timeout: 15_000 }));
    const extension = new URL('/', worker.url()).href;
    await worker.evaluate(async (serverUrl) => {
      const { chrome } = globalThis as unknown as {
        chrome: { storage: { local: { set(values: object): Promise<void> } } };
      };
      await chrome.storage.local.set({ settings: { serverUrl } });
    }, way.url);
    const extensionPage: Stage['extensionPage'] = async (file, size = { width: 360, height: 600 }) => {
      const page = await browser.newPage();
      await page.setViewportSize(size);
      await page.goto(extension + file);
      return page;
    };
    const sentMail: Stage['sentMail'] = (subject, patience = 10_000) =>
      until(
        async () => (await world.sandbox.mailbox(SENDER).list('SENT')).find((mail) => mail.subject === subject),
        patience,
        subject,
      );
    const gmail = new GmailPage(browser.pages()[0] ?? (await browser.newPage()));
    if (signedIn) {
      const popup = await extensionPage('popup.html');
      await signInThrough(popup, SENDER);
      await popup.close();
      await gmail.open();
    }
    const sender = await world.signIn(SENDER);
    return { ...world, database, browser, gmail, way, sender, extensionPage, sentMail, close: undo.all };
  } catch (error) {
    await undo.all();
    throw error;
  }
}

/** Signs in by the popup's button and the account chooser of the emulated Google, as a user does. */
export async function signInThrough(popup: Page, email: string): Promise<void> {
  const chooserOpens = popup.context().waitForEvent('page', { timeout: 15_000 });
  await popup.locator('[data-openly=sign-in]').click();
  const chooser = await chooserOpens;
  await chooser.locator('form', { hasText: email }).locator('button').click({ timeout: 15_000 });
  await popup.locator('[data-openly=account]').waitFor({ timeout: 15_000 });
}

/** Leaves no compose window and no tab behind for the next test, whatever became of this one. */
export async function tidy({ browser, gmail }: Stage): Promise<void> {
  for (const page of browser.pages()) if (page !== gmail.page) await page.close();
  if ((await gmail.page.locator('input[name=composeid]').count()) > 0) await gmail.reload();
}

/** Writes a picture for the documents: into docs/images with OPENLY_SCREENSHOTS=1, else where it disturbs nobody. */
export async function picture(
  page: Page,
  name: string,
  clip?: { x: number; y: number; width: number; height: number },
) {
  const folder = process.env.OPENLY_SCREENSHOTS === '1' ? join(root, 'docs/images') : join(tmpdir(), 'openly-pictures');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({
    path: join(folder, name),
    clip,
    animations: 'disabled',
    caret: 'hide',
  });
}
