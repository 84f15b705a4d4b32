import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { RetentionService } from '../../apps/api/src/retention/retention.service.js';
import { describeInChromium, picture, SENDER, type Stage, setStage, signInThrough, tidy } from '../support/stage.js';
import { until } from '../support/until.js';

const rita = 'rita.reader@example.net';

describeInChromium('a team that keeps less', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage({ signedIn: false });
    expect((await stage.sender.call('PATCH', '/v1/team/policy', { subjectsKept: false })).status).toBe(200);
    const popup = await stage.extensionPage('popup.html');
    await signInThrough(popup, SENDER);
    await popup.close();
    await stage.gmail.open();
  });
  afterEach(() => tidy(stage));
  afterAll(() => stage?.close());

  async function write(subject: string) {
    const mail = await stage.gmail.compose({ to: [rita], subject, body: 'As we said on the phone.' });
    await stage.gmail.tracking(mail, 'tracked');
    return mail;
  }

  it('says of scheduled mail that its subject is not kept, and names it by its reader', async () => {
    await stage.gmail.sendLater(await write('Planted subject'), 'in 3 days 9am');
    await until(async () => (await stage.sender.call('GET', '/v1/schedules')).body.items.length === 1);
    const popup = await stage.extensionPage('popup.html');
    const mail = popup.locator('[data-openly=scheduled-mail]');
    await mail.waitFor();
    expect(await mail.locator('.subject').innerText()).toBe('Subject not kept');
    expect(await mail.locator('[data-openly=unschedule]').getAttribute('aria-label')).toBe(
      `Do not send the mail to ${rita}`,
    );
    await picture(popup, 'subject-not-kept.png');
    await mail.locator('[data-openly=unschedule]').click();
    await popup.locator('[data-openly=cancelled-mail] .subject', { hasText: 'Subject not kept' }).waitFor();
    await popup.close();
  });

  it('says of a mail whose readers’ days have passed that they are no longer kept', async () => {
    const { gmail } = stage;
    await gmail.send(await write('Long ago'));
    await stage.sentMail('Long ago');
    await until(async () => {
      const moved = await stage.database.query(
        `update message set sent_at = now() - interval '181 days' where state = 'sent' and gmail_thread_id is not null
         returning id`,
      );
      return moved.length === 1;
    });
    await stage.api.app.get(RetentionService).forgetOld();
    expect(
      await stage.database.query(
        'select from recipient join message on message.id = message_id where sent_at is not null',
      ),
    ).toEqual([]);
    await gmail.folder('sent');
    const panel = await gmail.openThread('Long ago');
    expect(await panel.locator('.openly-readers').innerText()).toMatch(
      /^Its readers’ addresses are no longer kept, and nothing more is recorded · sent 6 months ago/,
    );
    await picture(gmail.page, 'readers-not-kept.png');
  });
});
