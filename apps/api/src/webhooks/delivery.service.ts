import { Inject, Injectable, Logger } from '@nestjs/common';
import { liveData } from '@openly/contracts';
import { Webhook as Signer } from 'standardwebhooks';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { Encryption } from '../secrets/encryption.js';
import { Deliveries, isTaken, type ReadyDelivery } from './deliveries.js';
import { FanOut } from './fan-out.js';
import { ANSWER_WITHIN_MS, type PostOutcome, post, type Reach } from './post.js';
import { resolveAsMachine, resolvePublic } from './resolve.js';
import { type LeasedWebhook, WebhookLeases } from './webhook-leases.js';

/** Posts to one webhook at a time. */
const POSTS_AT_ONCE = 2;
/** Messages in one go; then it is another webhook's turn. */
const HEADS = 20;
/** After so long nothing more is begun in one go. */
const TURN_MS = 20_000;
/** Slower than this, a receiver shares the room of those that fail. */
const SLOW_MS = 2_000;

/** What this server has learned of a receiver during its turn. */
interface Turn {
  endsAt: number;
  ending: AbortSignal;
  /** Null before the first post. */
  troubled: boolean | null;
}

/** A webhook's turn: its deliveries are made from the events there are, and posted, signed, to where it says. */
@Injectable()
export class DeliveryService {
  private readonly log = new Logger('Webhooks');
  private readonly reach: Reach;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly leases: WebhookLeases,
    private readonly fanOut: FanOut,
    private readonly deliveries: Deliveries,
    private readonly encryption: Encryption,
  ) {
    this.reach = {
      privateAllowed: config.webhookPrivate,
      resolve: config.webhookPrivate ? resolveAsMachine : resolvePublic,
      answerWithinMs: ANSWER_WITHIN_MS,
    };
  }

  /** Does for a leased webhook what there is to do, for a while, and lets it go. `ending`: begins no further post. */
  async serve(webhook: LeasedWebhook, ending: AbortSignal): Promise<void> {
    const turn: Turn = { endsAt: Date.now() + TURN_MS, ending, troubled: null };
    try {
      await this.leases.whileLeased(webhook, async () => {
        await this.fanOut.catchUp(webhook);
        // Each is of another message: one that comes after one of these waits for the next turn.
        const heads = await this.deliveries.heads(webhook, HEADS);
        await Promise.all(Array.from({ length: POSTS_AT_ONCE }, () => this.postFrom(heads, webhook, turn)));
      });
    } finally {
      await this.leases.release(webhook, turn.troubled);
    }
  }

  /** One after the other, until none is left. A receiver in whom trouble is new gives its room back at once. */
  private async postFrom(heads: string[], webhook: LeasedWebhook, turn: Turn): Promise<void> {
    for (let next = heads.shift(); next !== undefined; next = heads.shift()) {
      if (Date.now() > turn.endsAt || turn.ending.aborted || (turn.troubled && !webhook.troubled)) return;
      const delivery = await this.deliveries.ready(webhook, next);
      if (!delivery) continue;
      const begun = Date.now();
      const outcome = await this.attempt(delivery);
      turn.troubled = !isTaken(outcome) || Date.now() - begun > SLOW_MS || (turn.troubled ?? false);
      await this.note(webhook, delivery, outcome);
    }
  }

  private attempt(delivery: ReadyDelivery): Promise<PostOutcome> {
    const body = JSON.stringify({
      type: delivery.type,
      timestamp: delivery.at.toISOString(),
      data: { ...liveData.parse(delivery.data), accountId: delivery.account_id },
    });
    const now = new Date();
    const signatures = [delivery.secret_sealed, delivery.old_secret_sealed].flatMap((sealed) =>
      sealed ? new Signer(this.encryption.open('webhook.secret', sealed)).sign(delivery.id, now, body) : [],
    );
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Openly-Webhooks/1',
      'webhook-id': delivery.id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': signatures.join(' '),
    };
    return post(this.encryption.open('webhook.url', delivery.url_sealed), headers, body, this.reach);
  }

  private async note(webhook: LeasedWebhook, delivery: ReadyDelivery, outcome: PostOutcome): Promise<void> {
    if (isTaken(outcome) && outcome.httpStatus !== null) {
      return this.deliveries.noteTaken(webhook, delivery.id, outcome.httpStatus);
    }
    const stopped = await this.deliveries.noteFailed(webhook, delivery, outcome);
    if (stopped) this.log.warn(`${webhook.id} has stopped: ${stopped}`);
  }
}
