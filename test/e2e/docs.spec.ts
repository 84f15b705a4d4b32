import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeInChromium, type Stage, setStage } from '../support/stage.js';

describeInChromium('the page /docs', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage({ signedIn: false });
  });
  afterAll(() => stage?.close());

  it('shows every route by topic, and tries one with a token, from this server alone', async () => {
    const { api, browser, sender } = stage;
    const page = await browser.newPage();
    const faults: string[] = [];
    const elsewhere: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    page.on('request', (request) => {
      if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(api.url)) elsewhere.push(request.url());
    });
    await page.goto(`${api.url}/docs`);
    await page.locator('.opblock').first().waitFor();
    const topics = await page.locator('.opblock-tag').evaluateAll((tags) => tags.map((tag) => tag.dataset.tag));
    expect(topics.slice(0, 2)).toEqual(['Reports', 'Messages']);
    // Besides those of controllers: the image and the links of a mail.
    expect(await page.locator('.opblock').count()).toBe(api.routes.length + 2);

    await page.locator('.auth-wrapper .authorize').click();
    const session = page.locator('.auth-container', { hasText: 'The access token of a sign-in.' });
    await session.locator('input').fill(sender.accessToken);
    await session.getByRole('button', { name: 'Apply credentials' }).click();
    await session.getByRole('button', { name: 'Close' }).click();

    const route = page.locator('.opblock-get', { has: page.locator('[data-path="/v1/team"]') });
    await route.locator('.opblock-summary-control').click();
    await route.getByRole('button', { name: 'Execute' }).click();
    const answer = route.locator('.live-responses-table');
    await answer.getByText(sender.me.teamId).first().waitFor();
    expect(await answer.locator('.response-col_status').last().innerText()).toMatch(/^200/);
    expect([faults, elsewhere]).toEqual([[], []]);
    await page.close();
  });
});
