import { Module } from '@nestjs/common';
import { ConsentModule } from '../consent/consent.module.js';
import { OpensModule } from '../opens/opens.module.js';
import { ReaderZonesController } from './reader-zones.controller.js';
import { ReaderZonesService } from './reader-zones.service.js';

/** Time zones of readers: set by hand, or from where they looked at earlier mail. */
@Module({
  imports: [ConsentModule, OpensModule],
  controllers: [ReaderZonesController],
  providers: [ReaderZonesService],
  exports: [ReaderZonesService],
})
export class ReaderZonesModule {}
