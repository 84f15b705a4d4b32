import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccountsModule } from './accounts/accounts.module.js';
import { ApiKeysModule } from './api-keys/api-keys.module.js';
import { AuditModule } from './audit/audit.module.js';
import { CaptureModule } from './capture/capture.module.js';
import type { Config } from './config.js';
import { CONFIG } from './config.token.js';
import { ConsentModule } from './consent/consent.module.js';
import type { DatabaseConnections } from './database/data-source.js';
import { DatabaseModule } from './database/database.module.js';
import { GmailModule } from './gmail/gmail.module.js';
import { HealthModule } from './health/health.module.js';
import { AuthGuard } from './http/auth.guard.js';
import { RequestLimits } from './http/request-limits.js';
import { LiveModule } from './live/live.module.js';
import { MessagesModule } from './messages/messages.module.js';
import { OpensModule } from './opens/opens.module.js';
import { QueueModule } from './queue/queue.module.js';
import { ReaderZonesModule } from './reader-zones/reader-zones.module.js';
import { RepliesModule } from './replies/replies.module.js';
import { ReportsModule } from './reports/reports.module.js';
import { SchedulingModule } from './scheduling/scheduling.module.js';
import { SecretsModule } from './secrets/secrets.module.js';
import { SeriesModule } from './series/series.module.js';
import { TeamsModule } from './teams/teams.module.js';
import { TransferModule } from './transfer/transfer.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

@Module({})
export class AppModule {
  static with(config: Config, database: DatabaseConnections): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config),
        DatabaseModule.at(database),
        SecretsModule,
        QueueModule,
        LiveModule,
        AuditModule,
        AccountsModule,
        ApiKeysModule,
        TeamsModule,
        TransferModule,
        GmailModule,
        ConsentModule,
        MessagesModule,
        CaptureModule,
        OpensModule,
        ReaderZonesModule,
        SchedulingModule,
        SeriesModule,
        RepliesModule,
        ReportsModule,
        WebhooksModule,
        HealthModule,
      ],
      providers: [RequestLimits, { provide: APP_GUARD, useClass: AuthGuard }],
    };
  }
}

@Module({})
class ConfigModule {
  static with(config: Config): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [{ provide: CONFIG, useValue: config }],
      exports: [CONFIG],
    };
  }
}
