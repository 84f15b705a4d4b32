import { describe, expect, it, jest } from '@jest/globals';
import { GmailService } from '../../apps/api/src/gmail/gmail.service.js';
import { ReplyWatchService } from '../../apps/api/src/replies/reply-watch.service.js';
import { schedulingIn } from '../support/scheduled-mail.js';
import { SENDER, type User, type World, withSender } from '../support/world.js';

let world: World;
let sender: User;
let read: jest.SpiedFunction<GmailService['haveReplies']>;
let asked: jest.SpiedFunction<GmailService['newMail']>;

// Looks are made by the tests alone.
withSender(
  (its) => {
    ({ world, sender } = its);
    // Only counted: every call goes through.
    read = jest.spyOn(world.api.app.get(GmailService), 'haveReplies');
    asked = jest.spyOn(world.api.app.get(GmailService), 'newMail');
  },
  { env: { OPENLY_ROLE: 'api' } },
);

const { sentMail, reply } = schedulingIn(() => ({ world, sender }));
const tracked = (tracking = true) => sentMail({ when: 'tomorrow', tracking });
type SentMail = Awaited<ReturnType<typeof sentMail>>;

/** Five minutes pass, and mailboxes are looked into. */
async function look(): Promise<void> {
  await world.database.query('update reply_watch set due_at = now()');
  read.mockClear();
  asked.mockClear();
  await world.api.app.get(ReplyWatchService).lookAround();
}

async function confirmationOf({ threadId }: SentMail): Promise<string | null> {
  const { body } = await sender.call('POST', '/v1/threads/receipts', { gmailThreadIds: [threadId] });
  return body.receipts[0].confirmation?.by ?? null;
}

const events = () =>
  world.database.query<{ data: { gmailThreadId: string } }>(`select data from event where type = 'reply.recorded'`);

describe('an answer to a tracked mail', () => {
  it('confirms it, and open pages hear of it once', async () => {
    const mail = await tracked();
    await look();
    expect(await confirmationOf(mail)).toBeNull();
    await reply(mail);
    await look();
    expect(await confirmationOf(mail)).toBe('reply');
    await reply(mail);
    await look();
    expect((await events()).filter(({ data }) => data.gmailThreadId === mail.threadId)).toHaveLength(1);
  });

  it('that came before the first look confirms it too', async () => {
    await world.database.query('delete from reply_watch');
    const mail = await tracked();
    await reply(mail);
    await look();
    expect(asked).not.toHaveBeenCalled();
    expect(await confirmationOf(mail)).toBe('reply');
  });

  it('by a machine confirms nothing', async () => {
    const mail = await tracked();
    await reply(mail, ['Auto-Submitted: auto-replied']);
    await look();
    expect(await confirmationOf(mail)).toBeNull();
  });

  it('is found although Gmail no longer knows since when to tell what is new', async () => {
    const mail = await tracked();
    await look();
    await reply(mail);
    world.sandbox.faults.failNextApiCall({ match: /^GET .*\/history/, status: 404 });
    await look();
    expect(await confirmationOf(mail)).toBe('reply');
  });

  it('is found at the next look where Gmail failed in this one', async () => {
    const mail = await tracked();
    await look();
    await reply(mail);
    world.sandbox.faults.failNextApiCall({ match: /^GET .*\/threads\//, status: 503 });
    await look();
    expect(await confirmationOf(mail)).toBeNull();
    await look();
    expect(await confirmationOf(mail)).toBe('reply');
  });
});

describe('a look', () => {
  it('reads no conversation in which nothing arrived, and none that is not tracked or was answered already', async () => {
    const [mail, untracked] = [await tracked(), await tracked(false)];
    await look();
    await look();
    expect(asked).toHaveBeenCalledTimes(1);
    expect(read).not.toHaveBeenCalled();
    await reply(untracked);
    await reply(mail);
    await look();
    expect(read.mock.calls.map(([, threadId]) => threadId)).toEqual([mail.threadId]);
    await reply(mail);
    await look();
    expect(read).not.toHaveBeenCalled();
  });

  it('leaves out mail whose reader has said no', async () => {
    const mail = await tracked();
    await look();
    await world.database.query('update message set withdrawn_at = now() where gmail_thread_id = $1', [mail.threadId]);
    await reply(mail);
    await look();
    expect(read).not.toHaveBeenCalled();
    expect(await confirmationOf(mail)).toBeNull();
  });

  it('is made once by two processes at a time', async () => {
    await tracked();
    await look();
    await world.database.query('update reply_watch set due_at = now()');
    asked.mockClear();
    const watch = world.api.app.get(ReplyWatchService);
    await Promise.all([watch.lookAround(), watch.lookAround(), watch.lookAround()]);
    expect(asked).toHaveBeenCalledTimes(1);
  });

  it('costs the account what Gmail counts', async () => {
    const mail = await tracked();
    await look();
    await reply(mail);
    await world.database.query(
      `update gmail_budget set spent_until = now() + interval '1 hour' where account_id = $1`,
      [sender.me.accountId],
    );
    const spentUntil = async () =>
      (await world.database.query<{ spent_until: Date }>('select spent_until from gmail_budget'))[0]?.spent_until ?? 0;
    const before = await spentUntil();
    await look();
    // 2 for what is new and 40 for the conversation, of 3,800 a minute.
    expect(Number(await spentUntil()) - Number(before)).toBeCloseTo((42 * 60_000) / 3_800, -1);
  });

  it('waits where the person has to sign in again, and goes on after that', async () => {
    const mail = await tracked();
    await look();
    await reply(mail);
    world.sandbox.google.revokeAccess(SENDER);
    await look();
    expect(await confirmationOf(mail)).toBeNull();
    await look();
    expect(asked).not.toHaveBeenCalled();
    sender = await world.signIn(SENDER);
    await look();
    expect(await confirmationOf(mail)).toBe('reply');
  });
});
