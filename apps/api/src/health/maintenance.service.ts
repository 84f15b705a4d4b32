import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { AccountsService } from '../accounts/accounts.service.js';
import { MailboxProofs } from '../consent/mailbox-proofs.js';
import { LiveService } from '../live/live.service.js';
import { MessagesService } from '../messages/messages.service.js';
import { OpensService } from '../opens/opens.service.js';
import { QueueService } from '../queue/queue.service.js';
import { RetentionService } from '../retention/retention.service.js';
import { SchedulesService } from '../scheduling/schedules.service.js';
import { ZoneRulesService } from '../scheduling/zone-rules.service.js';
import { SeriesService } from '../series/series.service.js';
import { InvitationsService } from '../teams/invitations.service.js';
import { WebhooksService } from '../webhooks/webhooks.service.js';

/** Milliseconds between two runs of what goes through all that is stored, to delete what has passed its days. */
const RETENTION_EVERY_MS = 3_600_000;

/** Runs what has to be done now and then, from the queue, so that one process at a time does it. */
@Injectable()
export class MaintenanceService implements OnModuleInit {
  private readonly log = new Logger('Maintenance');
  private retentionDueAt = 0;

  constructor(
    private readonly queue: QueueService,
    private readonly opens: OpensService,
    private readonly messages: MessagesService,
    private readonly live: LiveService,
    private readonly accounts: AccountsService,
    private readonly schedules: SchedulesService,
    private readonly zoneRules: ZoneRulesService,
    private readonly series: SeriesService,
    private readonly retention: RetentionService,
    private readonly proofs: MailboxProofs,
    private readonly webhooks: WebhooksService,
    private readonly invitations: InvitationsService,
  ) {}

  onModuleInit(): void {
    this.queue.handle('maintain', () => this.run());
  }

  /**
   * Every step, one after the other, each tried again at the next run. One that fails keeps no other from its work:
   * what is promised to be forgotten does not wait for something else to be repaired.
   * @param now milliseconds since 1970 in UTC
   */
  async run(now = Date.now()): Promise<void> {
    const steps: Record<string, () => Promise<void>> = {
      'forget what has passed its days': () => this.forgetOld(now),
      'make partitions': () => this.opens.makePartitions(),
      'forget unsent messages': () => this.messages.forgetUnsent(),
      'forget live events': () => this.live.maintain(),
      'forget ended sign-ins': () => this.accounts.maintain(),
      'revoke grants of deleted accounts': () => this.accounts.revokeGrants(),
      'forget finished schedules': () => this.schedules.maintain(),
      'forget ended series': () => this.series.maintain(),
      'forget ended invitations': () => this.invitations.forgetEnded(),
      'forget codes for readers': () => this.proofs.forgetEnded(),
      'forget webhook deliveries': () => this.webhooks.maintain(),
      'resolve times again': () => this.zoneRules.refresh(),
    };
    for (const [name, step] of Object.entries(steps)) {
      try {
        await step();
      } catch (error) {
        // No message: a database's may quote what stands in a row.
        this.log.error(`could not ${name}: ${(error as Error).name} ${(error as { code?: string }).code ?? ''}`.trim());
      }
    }
  }

  private async forgetOld(now: number): Promise<void> {
    if (now < this.retentionDueAt) return;
    await this.retention.forgetOld();
    this.retentionDueAt = now + RETENTION_EVERY_MS;
  }
}
