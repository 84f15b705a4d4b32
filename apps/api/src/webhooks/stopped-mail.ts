import { KEPT, type WebhookCode } from '@openly/contracts';
import type { OwnMail } from '../mail/mail.service.js';
import { EXPLANATIONS } from './webhook-row.js';

interface StoppedWebhook {
  id: string;
  /** Where it posted to. */
  url: string;
  code: WebhookCode;
  /** This server's address. */
  publicUrl: string;
}

/** The mail that tells a webhook's maker that it has stopped by itself. Of its address the host alone: a path may be secret. */
export function stoppedMail({ id, url, code, publicUrl }: StoppedWebhook): Omit<OwnMail, 'to'> {
  const { host } = new URL(url);
  return {
    subject: `Your webhook to ${host} has stopped`,
    text: [
      EXPLANATIONS[code],
      `It is webhook ${id}. To let it go on where it stopped, at most ${KEPT.webhookDeliveryDays} days back:`,
      `    PATCH ${publicUrl}/v1/webhooks/${id} {"enabled": true}`,
      `Sent by the Openly server ${new URL(publicUrl).host}. This mail is not tracked.`,
    ].join('\n\n'),
  };
}
