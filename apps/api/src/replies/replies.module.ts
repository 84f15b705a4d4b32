import { Module } from '@nestjs/common';
import { GmailModule } from '../gmail/gmail.module.js';
import { OpensModule } from '../opens/opens.module.js';
import { SchedulingModule } from '../scheduling/scheduling.module.js';
import { ReplyWatchService } from './reply-watch.service.js';

/** Notices answers to tracked mail: the surest sign that a person has read it. */
@Module({
  imports: [GmailModule, OpensModule, SchedulingModule],
  providers: [ReplyWatchService],
  exports: [ReplyWatchService],
})
export class RepliesModule {}
