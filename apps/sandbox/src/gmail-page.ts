import type { Locator, Page } from 'playwright-core';

/** A mail as a person writes it. */
export interface WrittenMail {
  to: string[];
  subject: string;
  body: string;
}

/** The stand-in mail in a browser, used as a person uses it. Every wait ends with an error after its patience. */
export class GmailPage {
  constructor(
    readonly page: Page,
    private readonly patience = 15_000,
  ) {}

  /** Opens a folder and waits until the extension has taken its place in the page. */
  async open(folder: 'inbox' | 'sent' | 'drafts' = 'inbox', account = 0): Promise<void> {
    await this.page.goto(`https://mail.google.com/mail/u/${account}/#${folder}`);
    await this.page.locator('html[data-openly=ready]').waitFor({ state: 'attached', timeout: this.patience });
  }

  async folder(name: 'inbox' | 'sent' | 'drafts'): Promise<void> {
    await this.page.evaluate((hash) => {
      location.hash = hash;
    }, `#${name}`);
  }

  /** Writes a mail in a new compose window, which stays open. */
  async compose(mail: WrittenMail): Promise<Locator> {
    const dialogs = this.page.locator('.AD [role=dialog]');
    const before = await dialogs.count();
    await this.page.click('#compose');
    const dialog = dialogs.nth(before);
    for (const address of mail.to) await this.addReader(dialog, address);
    await dialog.locator('[name=subjectbox]').fill(mail.subject);
    await dialog.locator('.Am').click();
    await this.page.keyboard.type(mail.body);
    return dialog;
  }

  async addReader(dialog: Locator, address: string): Promise<void> {
    const field = dialog.locator('.anm[name=to] input');
    await field.fill(address);
    await field.press('Enter');
  }

  /** Waits until the strip below the mail is in this state. */
  async tracking(
    dialog: Locator,
    state: 'tracked' | 'off' | 'preparing' | 'impossible' | 'no_reader',
  ): Promise<Locator> {
    const strip = dialog.locator(`[data-openly=strip][data-openly-state=${state}]`);
    await strip.waitFor({ timeout: this.patience });
    return strip;
  }

  async send(dialog: Locator): Promise<void> {
    await dialog.locator('.send').click();
    await dialog.waitFor({ state: 'detached', timeout: this.patience });
  }

  /** Schedules the mail by the phrase field of "Send later". */
  async sendLater(dialog: Locator, phrase: string): Promise<void> {
    await dialog.locator('[data-openly=send-later]').click();
    const menu = this.page.locator('[data-openly=schedule-menu]');
    await menu.locator('[data-openly=schedule-phrase]').fill(phrase);
    await menu.locator('[data-openly=schedule-phrase-submit]').click();
    await dialog.waitFor({ state: 'detached', timeout: this.patience });
  }

  /** Opens a conversation of the folder on screen and waits for its receipts. */
  async openThread(subject: string): Promise<Locator> {
    await this.page.locator('tr.zA', { hasText: subject }).first().click();
    const panel = this.page.locator('[data-openly=receipts][data-openly-state=shown]');
    await panel.waitFor({ timeout: this.patience });
    return panel;
  }

  /** Every fetch in the receipts on screen, those that are folded away too. */
  fetches(): Locator {
    return this.page.locator('[data-openly=receipts] [data-openly=open]');
  }

  /** Milliseconds the last Send was held up by the extension. */
  async lastSendDelay(): Promise<number> {
    return Number(await this.page.locator('html').getAttribute('data-openly-send-ms'));
  }
}
