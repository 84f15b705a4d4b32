import { randomUUID } from 'node:crypto';
import type { Body } from '@openly/client';
import type { LiveEventType } from '@openly/contracts';
import { Database } from '../../apps/api/src/database/database.js';
import { LiveService } from '../../apps/api/src/live/live.service.js';
import type { WebhookReceiver } from './webhook-receiver.js';
import type { User, World } from './world.js';

interface Its {
  world: World;
  sender: User;
  receiver: WebhookReceiver;
}

/** What tests of webhooks do again and again. @param its asked anew each time: there is nothing before the first test */
export function webhooksIn(its: () => Its) {
  /** The receiver's path of a new webhook stands in its `url`. */
  const make = async (
    body: Partial<Body<'CreateWebhook'>> = {},
    user: User = its().sender,
  ): Promise<Body<'WebhookWithSecret'> & { path: string }> => {
    const path = `/${randomUUID()}`;
    const { data, error } = await user.client.POST('/v1/webhooks', {
      body: { url: its().receiver.url + path, events: ['open.recorded'], ...body },
    });
    if (!data) throw new Error(`no webhook was made: ${JSON.stringify(error)}`);
    return { ...data, path };
  };

  const look = async (id: string, user: User = its().sender): Promise<Body<'WebhookWithDeliveries'>> => {
    const { data, error } = await user.client.GET('/v1/webhooks/{id}', { params: { path: { id } } });
    if (!data) throw new Error(`the webhook was not told: ${JSON.stringify(error)}`);
    return data;
  };

  const change = (id: string, body: Body<'ChangeWebhook'>) =>
    its().sender.client.PATCH('/v1/webhooks/{id}', { params: { path: { id } }, body });

  /** A tracked message of the user's. @returns its id */
  const aMessage = async (user: User = its().sender): Promise<string> => {
    const id = randomUUID();
    await user.call('PUT', `/v1/messages/${id}`, { recipients: [{ email: 'ann@example.net', field: 'to' }] });
    return id;
  };

  /** Events of the user's account about a message, each with its code, as their makers write them. */
  const record = async (
    messageId: string | undefined,
    codes: string[],
    { user = its().sender, type = 'open.recorded' as LiveEventType, data = {} } = {},
  ): Promise<void> => {
    const { app } = its().world.api;
    const [account] = await its().world.database.query<{ team_id: string }>(
      'select team_id from account where id = $1',
      [user.me.accountId],
    );
    const teamId = account?.team_id ?? '';
    await app.get(Database).inTeam(teamId, (manager) =>
      app.get(LiveService).appendAll(
        manager,
        codes.map((code) => ({
          teamId,
          accountId: user.me.accountId,
          type,
          data: { ...(messageId && { messageId }), ...data, code },
        })),
      ),
    );
  };

  /** The codes of what a webhook was posted, in order of arrival. */
  const codesAt = (path: string): (string | undefined)[] =>
    its()
      .receiver.posts.filter((post) => post.path === path)
      .map((post) => post.body.data.code);

  /** Ends every wait of a webhook for its next attempt. */
  const hurry = (id: string) =>
    its().world.database.query(
      `update webhook_delivery set due_at = now() where webhook_id = $1 and status = 'pending'`,
      [id],
    );

  return { make, look, change, aMessage, record, codesAt, hurry };
}
