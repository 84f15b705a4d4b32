import { Module } from '@nestjs/common';
import { Enricher } from './enricher.js';
import { GeoIp } from './geoip.js';
import { OpensService } from './opens.service.js';

/** From hits to opens and clicks, and what the rest of the server may know of them. */
@Module({ providers: [GeoIp, Enricher, OpensService], exports: [OpensService, Enricher] })
export class OpensModule {}
