import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Schedule } from '@openly/contracts';
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
    const page = await stage.extensionPage('options.html', { width: 640, height: 2_000 });
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

  it('renames the team, by the keyboard alone', async () => {
    const page = await open();
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-openly'));
    await at(page, 'rename-team').focus();
    await page.keyboard.press('Enter');
    await until(async () => (await focused()) === 'team-name-field', 5_000, 'the field');
    await page.keyboard.press('Escape');
    await until(async () => (await focused()) === 'rename-team', 5_000, 'the button again');
    await page.keyboard.press('Enter');
    await at(page, 'team-name-field').fill('   ');
    await page.keyboard.press('Enter');
    await at(page, 'team-name-problem').filter({ hasText: '1 to 100 characters' }).waitFor();
    await stage.way.close();
    await at(page, 'team-name-field').fill(' Sales & Söhne ');
    await page.keyboard.press('Enter');
    await at(page, 'team-name-problem').filter({ hasText: 'does not answer' }).waitFor();
    await picture(page, 'team-name.png');
    await stage.way.restore();
    await page.keyboard.press('Enter');
    await at(page, 'renamed').filter({ hasText: 'The team is called Sales & Söhne now.' }).waitFor();
    await at(page, 'own-team').filter({ hasText: 'You are in Sales & Söhne, as an owner.' }).waitFor();
    await until(async () => (await focused()) === 'rename-team', 5_000, 'the button again');
    expect((await cleo.call('GET', '/v1/me')).body.teamName).toBe('Sales & Söhne');
    expect((await stage.sender.call('PATCH', '/v1/team', { name: 'Example' })).status).toBe(200);
  });

  it('lets people of the own domain join, changes as what, and takes the domain out again', async () => {
    const page = await open();
    const domains = async () => (await stage.sender.call('GET', '/v1/team/domains')).body.items;
    await at(page, 'no-domains').waitFor();
    await at(page, 'no-own-domain').waitFor();
    expect(await at(page, 'claim').count()).toBe(0);

    // As after a sign-in of which Google says so.
    await stage.database.query(`update account set hosted_domain = 'acme.example' where id = $1`, [
      stage.sender.me.accountId,
    ]);
    await page.reload();
    await at(page, 'claim-role').selectOption('reporter');
    await at(page, 'claim').focus();
    await page.keyboard.press('Enter');
    await at(page, 'domain').filter({ hasText: 'acme.example' }).waitFor();
    await at(page, 'domains-said').filter({ hasText: 'of acme.example joins as a reporter' }).waitFor();
    expect(await at(page, 'claim').count()).toBe(0);
    expect(await domains()).toMatchObject([{ domain: 'acme.example', role: 'reporter' }]);
    expect(await at(page, 'domain-role').inputValue()).toBe('reporter');
    await at(page, 'domain-role').selectOption('member');
    await until(async () => (await domains())[0].role === 'member');
    await picture(page, 'team-domains.png');
    await page.emulateMedia({ colorScheme: 'dark' });
    await picture(page, 'team-domains-dark.png');
    await at(page, 'take-out-domain').click();
    await at(page, 'no-domains').waitFor();
    expect(await domains()).toEqual([]);
  });

  it('says what to do where a domain is another team’s, or the server is away', async () => {
    const { teamId } = await buildTeam(stage.database, ['bea@acme.example']);
    await stage.database.query(
      `insert into team_domain (team_id, domain, role) values ($1, 'acme.example', 'member')`,
      [teamId],
    );
    const page = await open();
    await at(page, 'claim').click();
    await at(page, 'domains-problem').filter({ hasText: 'Ask an admin there to give the domain up' }).waitFor();
    expect(await at(page, 'no-domains').count()).toBe(1);
    await stage.database.query('delete from team_domain');

    await stage.way.close();
    await page.reload();
    await at(page, 'domains-problem').filter({ hasText: 'does not answer' }).waitFor();
    expect(await at(page, 'claim').count()).toBe(0);
    await stage.way.restore();
    await at(page, 'domains-problem').getByRole('button', { name: 'Try again' }).click();
    await at(page, 'claim').waitFor();
    await at(page, 'domains-problem').waitFor({ state: 'detached' });
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

    const draftAbout = async (subject: string) => {
      const raw = Buffer.from(`From: ${COLLEAGUE}\r\nTo: ann@example.net\r\nSubject: ${subject}\r\n\r\nHi`);
      const message = { raw: raw.toString('base64url') };
      return (await stage.sandbox.google.call<{ id: string }>(COLLEAGUE, 'POST', '/drafts', { message })).id;
    };
    const made = async (path: string, gmailDraftId: string, more: object) =>
      expect((await cleo.call('POST', path, { gmailDraftId, timeZone: 'UTC', ...more })).status).toBe(201);
    const sendAt = new Date(Date.now() + 86_400_000).toISOString();
    const gone = await draftAbout('Gone');
    await made('/v1/schedules', await draftAbout('Handed'), { sendAt });
    await made('/v1/schedules', await draftAbout('If nobody answers'), { sendAt, unlessReplied: true });
    await made('/v1/schedules', gone, { sendAt });
    await made('/v1/series', await draftAbout('Weekly'), { when: '2027-03-22T08:00', rule: 'FREQ=WEEKLY' });
    await stage.sandbox.google.call(COLLEAGUE, 'DELETE', `/drafts/${gone}`);
    await at(page, 'remove-member').first().click();
    const counts = (text: string) => at(page, 'waiting-counts').filter({ hasText: text }).waitFor();
    await counts('4 mails and 1 repeat will be stopped.');
    await at(page, 'waiting-mail').selectOption(stage.sender.me.accountId);
    await counts(`3 mails go out from ${SENDER} at the same time.`);
    await counts('1 repeat goes on from there.');
    await counts(`1 mail asks ${SENDER} before anything is sent`);
    await picture(page, 'remove-member.png');
    await at(page, 'remove-now').click();
    await at(page, 'removal-problem').filter({ hasText: '1 mail: Gmail has no such draft.' }).waitFor();
    await picture(page, 'remove-member-problem.png');
    expect((await cleo.call('GET', '/v1/me')).status).toBe(200);
    await at(page, 'waiting-mail').selectOption('');
    await counts('1 mail will be stopped.');
    await at(page, 'remove-now').click();
    await page.getByText(`${COLLEAGUE} is not in the team any more.`).waitFor();
    expect((await cleo.call('GET', '/v1/me')).status).toBe(401);
    const { body: mine } = await stage.sender.call('GET', '/v1/schedules');
    expect(
      mine.items
        .slice(0, 3)
        .map(({ subject, status }: Schedule) => [subject, status])
        .sort(),
    ).toEqual([
      ['Handed', 'scheduled'],
      ['If nobody answers', 'needs_decision'],
      ['Weekly', 'scheduled'],
    ]);
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
