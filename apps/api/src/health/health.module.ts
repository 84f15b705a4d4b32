import { Global, Module } from '@nestjs/common';
import { LiveModule } from '../live/live.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { OpensModule } from '../opens/opens.module.js';
import { HealthController } from './health.controller.js';
import { MaintenanceService } from './maintenance.service.js';
import { MetricsService } from './metrics.service.js';

@Global()
@Module({
  imports: [LiveModule, MessagesModule, OpensModule],
  controllers: [HealthController],
  providers: [MetricsService, MaintenanceService],
  exports: [MetricsService],
})
export class HealthModule {}
