import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { erasureReceipt } from '@openly/contracts';
import type { Page } from 'playwright-core';
import { describeInChromium, picture, SENDER, type Stage, setStage, signInThrough, tidy } from '../support/stage.js';
import { until } from '../support/until.js';

describeInChromium('deleting the account from the settings', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterEach(() => tidy(stage));
  afterAll(() => stage?.close());

  const open = async () => {
    const page = await stage.extensionPage('options.html', { width: 640, height: 1_150 });
    await page.locator('[data-openly=delete-account]').waitFor();
    return page;
  };
  const confirm = (page: Page) => page.locator('[data-openly=delete-confirm]');
  const accounts = async () => (await stage.database.query('select from account where email = $1', [SENDER])).length;

  it('says first what goes, and changes nothing while it is not confirmed', async () => {
    const page = await open();
    await page.locator('[data-openly=delete-account]').focus();
    await page.keyboard.press('Enter');
    await confirm(page).waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-openly'))).toBe('delete-confirm');
    const now = page.locator('[data-openly=delete-account-now]');
    expect(await now.isDisabled()).toBe(true);
    await page.keyboard.type('somebody@else.example');
    await page.keyboard.press('Enter');
    await page.locator('[data-openly=delete-problem]', { hasText: 'not the address of this account' }).waitFor();
    await picture(page, 'delete-account-refused.png');
    await page.emulateMedia({ colorScheme: 'dark' });
    await picture(page, 'delete-account-dark.png');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.keyboard.press('Escape');
    await page.locator('[data-openly=delete-account]').waitFor();
    expect(await accounts()).toBe(1);
  });

  it('says so while a mail is being sent, and when the server is away', async () => {
    const page = await open();
    const [schedule] = await stage.database.query<{ id: string }>(
      `insert into schedule (team_id, id, account_id, gmail_draft_id, status, send_at, time_zone, wall_time, sender_zone,
         deliver_in, fixed, zone_rules, tolerance_minutes, late_from, unless_replied, tracking, message_id, draft_bytes,
         due_at, lease_id)
       values ($1, gen_random_uuid(), $2, 'r9', 'sending', now(), 'UTC', now(), 'UTC', 'sender', 'wall', '1', 1, now(),
         false, true, gen_random_uuid(), 1, now() + interval '1 hour', gen_random_uuid()) returning id`,
      [stage.sender.me.teamId, stage.sender.me.accountId],
    );
    await page.locator('[data-openly=delete-account]').click();
    await confirm(page).fill(SENDER);
    await page.locator('[data-openly=delete-account-now]').click();
    await page.locator('[data-openly=delete-problem]', { hasText: 'being sent this very moment' }).waitFor();
    await stage.database.query('delete from schedule where id = $1', [schedule?.id]);
    await stage.way.close();
    await page.locator('[data-openly=delete-account-now]').click();
    await page.locator('[data-openly=delete-problem]', { hasText: 'does not answer' }).waitFor();
    await stage.way.restore();
    expect(await accounts()).toBe(1);
  });

  it('deletes it, shows and gives the receipt, and leaves this device signed out', async () => {
    const id = randomUUID();
    const readers = ['rita@example.net', 'ann@example.net'].map((email) => ({ email, field: 'to' }));
    expect(
      (await stage.sender.call('PUT', `/v1/messages/${id}`, { subject: 'Planted', recipients: readers })).status,
    ).toBe(200);
    const page = await open();
    await page.locator('[data-openly=delete-account]').click();
    await confirm(page).fill(SENDER.toUpperCase());
    await picture(page, 'delete-account.png');
    await page.keyboard.press('Enter');
    const done = page.locator('[data-openly=account-deleted]');
    await done.waitFor({ timeout: 20_000 });
    expect(await done.innerText()).toMatch(/Tracked mails\s+1\s+Readers’ addresses\s+2/);
    expect(await page.locator('[data-openly=google-grant]').innerText()).toBe(
      'Openly’s access to your Gmail has ended.',
    );
    await picture(page, 'account-deleted.png');
    await page.emulateMedia({ colorScheme: 'dark' });
    await picture(page, 'account-deleted-dark.png');

    const downloading = page.waitForEvent('download');
    await page.locator('[data-openly=download-receipt]').click();
    const file = await (await downloading).path();
    expect(erasureReceipt.parse(JSON.parse(readFileSync(file, 'utf8')))).toMatchObject({
      removed: { messages: 1, recipients: 2 },
      googleGrant: 'revoked',
    });
    expect(await accounts()).toBe(0);

    const popup = await stage.extensionPage('popup.html');
    await popup.locator('[data-openly=popup][data-openly-state=no]').waitFor();
    const kept = JSON.stringify(await popup.evaluate('chrome.storage.local.get(["session", "outbox", "drafts"])'));
    expect(kept).toBe('{}');
    // Gmail goes on without it, and the person can come back as somebody new.
    await signInThrough(popup, SENDER);
    await until(async () => (await accounts()) === 1);
  });
});
