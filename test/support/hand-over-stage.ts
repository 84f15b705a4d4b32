import { afterAll, beforeAll, beforeEach, expect } from '@jest/globals';
import { type Schedule, scheduleEvent, schedule as scheduleSchema } from '@openly/contracts';
import { giveRole } from './credentials.js';
import { schedulingIn } from './scheduled-mail.js';
import { until } from './until.js';
import { buildWorld, COLLEAGUE, SENDER, type User, type World } from './world.js';

export const MIA = 'mia@example.com';

/**
 * A team in which the owner, Cleo, removes Sam, who has mail that waits; Mia is a member. Each test around this begins
 * with all three, and with nothing that waits.
 */
export function handOverStage() {
  let world: World;
  let sam: User;
  let cleo: User;
  let mia: User;

  beforeAll(async () => {
    world = await buildWorld({ people: [{ email: MIA, name: 'Mia Member' }] });
    cleo = await world.signIn(COLLEAGUE);
  });
  afterAll(() => world?.close());
  beforeEach(async () => {
    world.sandbox.faults.clear();
    sam = await world.signIn(SENDER);
    mia = await world.signIn(MIA);
    await world.database.query('delete from schedule');
    await world.database.query('delete from series');
    await giveRole(world.database, mia.me.accountId, 'member');
  });

  const scheduling = schedulingIn(() => ({ world, sender: sam }));
  const remove = (query: string) => cleo.call('DELETE', `/v1/team/members/${sam.me.accountId}${query}`);
  const waitingOf = async (who: User): Promise<Schedule[]> => {
    const { body } = await who.call('GET', '/v1/schedules?limit=200');
    return (body.items as unknown[])
      .map((one) => scheduleSchema.parse(one))
      .filter(({ status }) => status !== 'cancelled');
  };

  return {
    ...scheduling,
    get world() {
      return world;
    },
    /** Who is removed. */
    get sam() {
      return sam;
    },
    /** The owner, who removes, and takes over. */
    get cleo() {
      return cleo;
    },
    get mia() {
      return mia;
    },
    remove,
    handOver: (to = cleo) => remove(`?schedules=handOver&to=${to.me.accountId}`),
    waitingOf,
    /** What the owner is told before the removal. */
    toldBefore: async () => (await cleo.call('GET', `/v1/team/members/${sam.me.accountId}/waiting`)).body,

    draftsOf: async (email: string, subject: string) =>
      (await world.sandbox.mailbox(email).drafts()).filter(({ message }) => message.subject === subject),
    sentBy: async (email: string, subject: string) =>
      (await world.sandbox.mailbox(email).list('SENT')).filter((mail) => mail.subject === subject),
    movesOf: async (who: User, { id }: Schedule) => {
      const { body } = await who.call('GET', `/v1/schedules/${id}/history`);
      return body.items.map((event: unknown) => scheduleEvent.parse(event).what);
    },

    /** Takes the schedule that a colleague got out of its waiting, and has it sent. */
    async sendNow(who: User, { id }: Schedule): Promise<void> {
      expect((await who.call('POST', `/v1/schedules/${id}/send-now`)).status).toBe(200);
      await until(
        async () => {
          await scheduling.dispatch();
          return (await who.call('GET', `/v1/schedules/${id}`)).body.status === 'sent';
        },
        20_000,
        'the mail to be sent',
      );
    },
  };
}
