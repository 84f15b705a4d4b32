import type { Locator, Page } from 'playwright-core';
import type { ReaderId } from './readers.js';

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
    // Chromium lets a page in the background wait.
    await this.page.bringToFront();
    await this.page.goto(`https://mail.google.com/mail/u/${account}/#${folder}`);
    await this.page.locator('html[data-openly=ready]').waitFor({ state: 'attached', timeout: this.patience });
  }

  /** Loads the page anew, by which every compose window is gone. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.page.locator('html[data-openly=ready]').waitFor({ state: 'attached', timeout: this.patience });
  }

  async folder(name: 'inbox' | 'sent' | 'drafts'): Promise<void> {
    await this.page.evaluate((hash) => {
      location.hash = hash;
    }, `#${name}`);
  }

  /** Writes a mail in a new compose window, which stays open. */
  async compose(mail: WrittenMail): Promise<Locator> {
    await this.page.click('#compose');
    const dialog = await this.newestWindow();
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
    state: 'tracked' | 'asks' | 'off' | 'preparing' | 'impossible' | 'no_reader',
  ): Promise<Locator> {
    const strip = dialog.locator(`[data-openly=strip][data-openly-state=${state}]`);
    await strip.waitFor({ timeout: this.patience });
    return strip;
  }

  /** Switches tracking of this mail on or off. */
  async switchTracking(dialog: Locator): Promise<void> {
    await dialog.locator('[data-openly=switch]').click();
  }

  async attach(dialog: Locator, file: { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
    await dialog.locator('.attach input').setInputFiles(file);
    await dialog.locator('.chosen-files', { hasText: file.name }).waitFor({ timeout: this.patience });
  }

  /** Waits until Gmail has saved the draft as it stands in its window. */
  async draftSaved(dialog: Locator): Promise<void> {
    // Gmail saves a moment after the last change.
    await this.page.waitForTimeout(700);
    await dialog.locator('.saved', { hasText: 'Draft saved' }).waitFor({ timeout: this.patience });
  }

  async saveAndClose(dialog: Locator): Promise<void> {
    await dialog.locator('.Ha').click();
    await dialog.waitFor({ state: 'detached', timeout: this.patience });
  }

  /** Opens a draft of the folder Drafts in a compose window. */
  async openDraft(subject: string): Promise<Locator> {
    await this.row(subject).click();
    await this.page.locator('.AD [role=dialog]', { hasText: subject }).waitFor({ timeout: this.patience });
    return this.newestWindow();
  }

  async send(dialog: Locator): Promise<void> {
    await dialog.locator('.send').click();
    await dialog.waitFor({ state: 'detached', timeout: this.patience });
  }

  /** Presses Undo after a Send and gives the window that comes back. */
  async undoSend(): Promise<Locator> {
    await this.page.locator('.toast', { hasText: 'Message sent' }).getByRole('button', { name: 'Undo' }).click();
    return this.newestWindow();
  }

  /** Starts a reply or a forward to the last mail of the conversation on screen. */
  async answer(how: 'reply' | 'forward'): Promise<Locator> {
    await this.page.locator(`.answers .${how}`).last().click();
    const reply = this.page.locator('.ip .M9').last();
    await reply.waitFor({ timeout: this.patience });
    return reply;
  }

  /** Opens the menu of "Send later". */
  async sendLaterMenu(dialog: Locator): Promise<Locator> {
    await dialog.locator('[data-openly=send-later]').click();
    const menu = this.page.locator('[data-openly=schedule-menu]');
    await menu.waitFor({ timeout: this.patience });
    return menu;
  }

  /** Opens what is folded away in that menu. */
  async moreOptions(menu: Locator): Promise<Locator> {
    const options = menu.locator('[data-openly=more-options]');
    await options.locator('summary').click();
    await options.locator('[data-openly=repeat]').waitFor({ timeout: this.patience });
    return options;
  }

  /** Schedules the mail by the phrase field of "Send later". */
  async sendLater(dialog: Locator, phrase: string): Promise<void> {
    const menu = await this.sendLaterMenu(dialog);
    await menu.locator('[data-openly=schedule-phrase]').fill(phrase);
    await menu.locator('[data-openly=schedule-phrase-submit]').click();
    await dialog.waitFor({ state: 'detached', timeout: this.patience });
  }

  /** The sentence Openly says at the top of Gmail's page. */
  said(text: string | RegExp): Locator {
    return this.page.locator('.b8', { hasText: text });
  }

  /** A line of the list on screen. */
  row(subject: string): Locator {
    return this.page.locator('tr.zA', { hasText: subject }).first();
  }

  /** Opens a conversation of the folder on screen and waits for what stands beside it. */
  async openThread(subject: string, state: 'shown' | 'failed' | 'signed_out' = 'shown'): Promise<Locator> {
    await this.row(subject).click();
    const panel = this.page.locator(`[data-openly=receipts][data-openly-state=${state}]`);
    await panel.waitFor({ timeout: this.patience });
    return panel;
  }

  /** Shows the last mail of the conversation on screen as its reader sees it, in a tab of its own. */
  async viewAsReader(reader: ReaderId): Promise<Page> {
    const tab = this.page.context().waitForEvent('page', { timeout: this.patience });
    await this.page.locator('.view-as-button').last().click();
    await this.page.locator(`.view-as .menu [data-reader=${reader}]`).last().click();
    const view = await tab;
    await view.locator(`body[data-reader=${reader}]`).waitFor({ timeout: this.patience });
    return view;
  }

  /** The compose window that was opened last, by its own id: others may close meanwhile. */
  private async newestWindow(): Promise<Locator> {
    const newest = this.page.locator('.AD [role=dialog]').last();
    const id = await newest.getAttribute('id', { timeout: this.patience });
    return this.page.locator(`[id="${id}"]`);
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
