import { Module } from '@nestjs/common';
import { MetricsModule } from '../health/metrics.module.js';
import { OriginsModule } from '../origins/origins.module.js';
import { Confirmations } from './confirmations.js';
import { Enricher } from './enricher.js';
import { GeoIp } from './geoip.js';
import { Networks } from './networks.js';
import { OpensService } from './opens.service.js';
import { PlaceCredits } from './place-credit.js';

/** From hits to opens and clicks, and what the rest of the server may know of them. */
@Module({
  imports: [MetricsModule, OriginsModule],
  providers: [Confirmations, GeoIp, Networks, Enricher, OpensService, PlaceCredits],
  exports: [Confirmations, OpensService, Enricher, PlaceCredits],
})
export class OpensModule {}
