import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '../accounts/accounts.module.js';
import { ConsentModule } from '../consent/consent.module.js';
import { OpensModule } from '../opens/opens.module.js';
import { FirstPreparations } from './first-preparations.js';
import { MarksService } from './marks.service.js';
import { MessageEntity } from './message.entity.js';
import { MessagesController } from './messages.controller.js';
import { MessagesService } from './messages.service.js';
import { ReadersService } from './readers.service.js';
import { RecipientEntity } from './recipient.entity.js';
import { ThreadsController } from './threads.controller.js';
import { ThreadsService } from './threads.service.js';
import { UnsentMail } from './unsent-mail.js';

/** Tracked messages and their readers: prepared before Send, bound to Gmail's ids after it, read as receipts. */
@Module({
  imports: [TypeOrmModule.forFeature([MessageEntity, RecipientEntity]), AccountsModule, ConsentModule, OpensModule],
  controllers: [MessagesController, ThreadsController],
  providers: [FirstPreparations, MarksService, MessagesService, ReadersService, ThreadsService, UnsentMail],
  exports: [FirstPreparations, MessagesService, UnsentMail],
})
export class MessagesModule {}
