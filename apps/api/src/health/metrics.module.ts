import { Module } from '@nestjs/common';
import { MetricsService } from './metrics.service.js';

/** What modules count and measure by. */
@Module({ providers: [MetricsService], exports: [MetricsService] })
export class MetricsModule {}
