import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { callsWith, giveRole, plantSession } from '../support/credentials.js';
import { buildTeam } from '../support/modules.js';
import { COLLEAGUE, describeInChromium, picture, SENDER, type Stage, setStage, tidy } from '../support/stage.js';
import { until } from '../support/until.js';
import type { User } from '../support/world.js';

describeInChromium('the team in the settings', () => {
  let stage: Stage;
  let cleo: User;
  beforeAll(async () => {
    stage = await setStage();
    cleo = await stage.signIn(COLLEAGUE);
  });
  afterEach(() => tidy(stage));
  afterAll(() => stage?.close());

  const open = async () => {
    const page = await stage.extensionPage('options.html', { width: 640, height: 1_500 });
    await page.locator('[data-openly=team]').waitFor();
    return page;
  };
  const at = (page: Page, name: string) => page.locator(`[data-openly=${name}]`);

  /** A link to another team than the sandbox's, made by its owner. */
  async function foreignInvitation(): Promise<{ url: string; teamId: string }> {
    const { teamId, accountIds } = await buildTeam(stage.database, ['olga@acme.example'], {
      teamName: 'Acme',
      senderName: 'Olga Owner',
    });
    const account = { teamId, accountId: accountIds[0] ?? '' };
    await giveRole(stage.database, account.accountId, 'owner');
    const { accessToken } = await plantSession(stage.database, account);
    const made = await callsWith(stage.api.url, accessToken)('POST', '/v1/team/invitations', { role: 'member' });
    expect(made.status).toBe(201);
    return { url: made.body.url, teamId };
  }

  it('lists who is there, changes what they are, and invites by a link that is shown once', async () => {
    const page = await open();
    await at(page, 'member').nth(1).waitFor();
    expect(await at(page, 'own-team').innerText()).toBe('You are in Example, as an owner.');
    expect(await at(page, 'member').allInnerTexts()).toEqual([
      expect.stringContaining(SENDER),
      expect.stringContaining(COLLEAGUE),
    ]);
    await at(page, 'member-role').nth(1).selectOption('admin');
    await until(async () => (await cleo.call('GET', '/v1/me')).body.role === 'admin');

    await at(page, 'invite-role').selectOption('reporter');
    await at(page, 'invite').click();
    const url = await at(page, 'invitation-url').inputValue();
    expect(url).toMatch(/\/join\/[\w-]{43}$/);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await at(page, 'copy-invitation').click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(url);
    await picture(page, 'team.png');
    await page.emulateMedia({ colorScheme: 'dark' });
    await picture(page, 'team-dark.png');

    const joining = await stage.browser.newPage();
    await joining.goto(url);
    await joining.getByRole('heading', { name: 'Join Example' }).waitFor();
    await picture(joining, 'join.png');
    await at(page, 'take-back').click();
    await at(page, 'open-invitation').waitFor({ state: 'detached' });
    expect((await joining.reload())?.status()).toBe(404);
  });

  it('removes somebody only after it has said what goes, and has asked about mail that waits', async () => {
    const page = await open();
    await at(page, 'remove-member').first().focus();
    await page.keyboard.press('Enter');
    await at(page, 'removal').waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-openly'))).toBe('waiting-mail');
    await page.keyboard.press('Escape');
    await at(page, 'removal').waitFor({ state: 'detached' });
    expect((await cleo.call('GET', '/v1/me')).status).toBe(200);

    const draft = await stage.sandbox.google.call<{ id: string }>(COLLEAGUE, 'POST', '/drafts', {
      message: {
        raw: Buffer.from(`From: ${COLLEAGUE}\r\nTo: ann@example.net\r\nSubject: Handed\r\n\r\nHi`).toString(
          'base64url',
        ),
      },
    });
    const body = { gmailDraftId: draft.id, sendAt: new Date(Date.now() + 86_400_000).toISOString(), timeZone: 'UTC' };
    expect((await cleo.call('POST', '/v1/schedules', body)).status).toBe(201);
    await at(page, 'remove-member').first().click();
    await at(page, 'waiting-mail').selectOption(stage.sender.me.accountId);
    await picture(page, 'remove-member.png');
    await at(page, 'remove-now').click();
    await page.getByText(`${COLLEAGUE} is not in the team any more.`).waitFor();
    expect((await cleo.call('GET', '/v1/me')).status).toBe(401);
    const { body: mine } = await stage.sender.call('GET', '/v1/schedules?status=scheduled');
    expect(mine.items).toMatchObject([{ subject: 'Handed', sendAt: body.sendAt }]);
  });

  it('takes an invitation that is pasted, and says what is wrong with one that cannot be taken', async () => {
    const page = await open();
    const paste = async (text: string) => {
      await at(page, 'invitation-link').fill(text);
      await page.keyboard.press('Enter');
    };
    const says = (text: string) => at(page, 'join-problem').filter({ hasText: text }).waitFor();
    await paste('https://example.com/');
    await says('That is not an invitation.');
    await paste('x'.repeat(43));
    await says('not good any more');
    const { body: own } = await stage.sender.call('POST', '/v1/team/invitations', { role: 'member' });
    await paste(own.url);
    await says('You are in this team already.');
    await stage.way.close();
    await paste(own.url);
    await says('does not answer');
    await stage.way.restore();

    const { url, teamId } = await foreignInvitation();
    await paste(url);
    await at(page, 'start-afresh').waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-openly'))).toBe('stay');
    await picture(page, 'join-start-afresh.png');
    await page.keyboard.press('Enter');
    await at(page, 'start-afresh').waitFor({ state: 'detached' });
    expect((await stage.sender.call('GET', '/v1/me')).body.teamName).toBe('Example');
    await at(page, 'join-team').click();
    await at(page, 'erase-and-join').click();
    await at(page, 'joined').filter({ hasText: 'You are in Acme now.' }).waitFor();
    await at(page, 'own-team').filter({ hasText: 'You are in Acme, as a member.' }).waitFor();
    expect(await at(page, 'members').count()).toBe(0);
    const people = await stage.database.query<{ email: string }>('select email from account where team_id = $1', [
      teamId,
    ]);
    expect(people.map(({ email }) => email).sort()).toEqual(['olga@acme.example', SENDER]);
    // The extension goes on as the account that it is now.
    await page.reload();
    await at(page, 'own-team').filter({ hasText: 'You are in Acme, as a member.' }).waitFor();
    await at(page, 'tolerance').selectOption('60');
    await until(
      async () =>
        (
          await stage.database.query<{ schedule_tolerance: number }>(
            'select schedule_tolerance from account where team_id = $1 and email = $2',
            [teamId, SENDER],
          )
        )[0]?.schedule_tolerance === 60,
    );
  });
});
