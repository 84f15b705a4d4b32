import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeInChromium, SENDER, type Stage, setStage, signInThrough } from '../support/stage.js';
import { until } from '../support/until.js';

describeInChromium('signing in', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage({ signedIn: false });
  });
  afterAll(() => stage?.close());

  it('signs in with Google from the popup and shows whose account it is', async () => {
    const popup = await stage.extensionPage('popup.html');
    await popup.locator('[data-openly=popup][data-openly-state=no]').waitFor();
    await signInThrough(popup, SENDER);
    expect(await popup.locator('[data-openly=account]').innerText()).toBe('Sam Sender');
    expect(await popup.locator('.account').innerText()).toContain(SENDER);
    const { session } = (await popup.evaluate('chrome.storage.local.get("session")')) as {
      session: { accessToken: string };
    };
    const me = await fetch(`${stage.api.url}/v1/me`, { headers: { authorization: `Bearer ${session.accessToken}` } });
    expect(await me.json()).toMatchObject({ email: SENDER, gmailConnected: true });
    await popup.close();
  });

  it('says so when the sign-in window is closed, and changes nothing', async () => {
    const popup = await stage.extensionPage('popup.html');
    await popup.locator('[data-openly=sign-out]').click();
    const chooserOpens = stage.browser.waitForEvent('page');
    await popup.locator('[data-openly=sign-in]').click();
    await (await chooserOpens).close();
    await popup.locator('[data-openly=problem]', { hasText: 'was cancelled' }).waitFor();
    expect(await popup.locator('[data-openly=sign-in]').innerText()).toBe('Sign in with Google');
    await popup.close();
  });

  it('ends the sign-in on the server when the user signs out', async () => {
    const popup = await stage.extensionPage('popup.html');
    await signInThrough(popup, SENDER);
    const { session } = (await popup.evaluate('chrome.storage.local.get("session")')) as {
      session: { refreshToken: string };
    };
    await popup.locator('[data-openly=sign-out]').click();
    await popup.locator('[data-openly=popup][data-openly-state=no]').waitFor();
    const answer = await until(async () => {
      const tried = await fetch(`${stage.api.url}/v1/auth/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ refreshToken: session.refreshToken }),
      });
      return tried.status === 401 && tried;
    });
    expect(await answer.json()).toMatchObject({ code: 'invalid_refresh_token' });
    await popup.close();
  });

  it('lets a new mail start out untracked when the switch in the popup is off', async () => {
    const popup = await stage.extensionPage('popup.html');
    await signInThrough(popup, SENDER);
    const trackNewMail = popup.locator('[data-openly=track-by-default]');
    await trackNewMail.click();
    await popup.locator('[data-openly=track-by-default]:not(:checked)').waitFor();
    const { gmail } = stage;
    await gmail.open();
    const mail = await gmail.compose({ to: ['rita@example.net'], subject: 'Quiet', body: 'Nobody counts this.' });
    await gmail.tracking(mail, 'off');
    await mail.locator('.discard').click();
    await popup.bringToFront();
    await trackNewMail.click();
    await popup.locator('[data-openly=track-by-default]:checked').waitFor();
    await gmail.page.bringToFront();
    const next = await gmail.compose({ to: ['rita@example.net'], subject: 'Counted', body: 'This one is asked for.' });
    await gmail.tracking(next, 'tracked');
    await next.locator('.discard').click();
    await popup.close();
  });

  it.each([
    ['http://openly.example.org', 'must begin with https://'],
    ['not an address', 'That is not an address'],
    ['https://someone:secret@openly.example.org', 'must not contain a name or a password'],
    ['http://127.0.0.1:9', 'does not answer'],
  ])('refuses the server address %s and says why', async (address, why) => {
    const options = await stage.extensionPage('options.html', { width: 700, height: 600 });
    await options.locator('[data-openly=server-address]').fill(address);
    await options.locator('[data-openly=save-server]').click();
    await options.locator('[data-openly=problem]', { hasText: why }).waitFor();
    const { settings } = (await options.evaluate('chrome.storage.local.get("settings")')) as {
      settings: { serverUrl: string };
    };
    expect(settings.serverUrl).toBe(stage.way.url);
    await options.close();
  });

  it('saves the address of a server that answers, and signs out of the one before', async () => {
    const options = await stage.extensionPage('options.html', { width: 700, height: 600 });
    await options.locator('[data-openly=server-address]').fill(`${stage.api.url}/`);
    await options.locator('[data-openly=save-server]').click();
    await options.locator('[data-openly=saved]', { hasText: stage.api.url }).waitFor();
    await options.close();
    const popup = await stage.extensionPage('popup.html');
    await popup.locator('[data-openly=popup][data-openly-state=no]').waitFor();
    expect(await popup.locator('[data-openly=server]').innerText()).toBe(stage.api.url);
    await popup.close();
  });
});
