import { Module } from '@nestjs/common';
import { OriginsModule } from '../origins/origins.module.js';
import { CaptureService } from './capture.service.js';
import { HitInbox } from './hit-inbox.js';
import { HitWriter } from './hit-writer.js';

/** Pixel and link requests, kept before they are answered. */
@Module({ imports: [OriginsModule], providers: [HitInbox, HitWriter, CaptureService], exports: [CaptureService] })
export class CaptureModule {}
