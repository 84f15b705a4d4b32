import { Global, Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { ConsentModule } from '../consent/consent.module.js';
import { LiveModule } from '../live/live.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { OpensModule } from '../opens/opens.module.js';
import { RetentionModule } from '../retention/retention.module.js';
import { SchedulingModule } from '../scheduling/scheduling.module.js';
import { SeriesModule } from '../series/series.module.js';
import { TeamsModule } from '../teams/teams.module.js';
import { WebhooksModule } from '../webhooks/webhooks.module.js';
import { HealthController } from './health.controller.js';
import { MaintenanceService } from './maintenance.service.js';
import { MetricsModule } from './metrics.module.js';
import { WellKnownController } from './well-known.controller.js';

@Global()
@Module({
  imports: [
    AccountsModule,
    ConsentModule,
    LiveModule,
    MessagesModule,
    MetricsModule,
    OpensModule,
    RetentionModule,
    SchedulingModule,
    SeriesModule,
    TeamsModule,
    WebhooksModule,
  ],
  controllers: [HealthController, WellKnownController],
  providers: [MaintenanceService],
  exports: [MetricsModule],
})
export class HealthModule {}
