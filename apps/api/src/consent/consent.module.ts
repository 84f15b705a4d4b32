import { Module } from '@nestjs/common';
import { OpensModule } from '../opens/opens.module.js';
import { ConsentService } from './consent.service.js';
import { DecisionLog } from './decision-log.js';
import { DecisionsController } from './decisions.controller.js';
import { ModeFactsService } from './mode-facts.js';
import { ReaderController } from './reader.controller.js';
import { ReaderMail } from './reader-mail.js';
import { ReaderPageService } from './reader-page.service.js';

/** Readers' decisions, their effects, and the page on which readers see and decide. */
@Module({
  imports: [OpensModule],
  controllers: [ReaderController, DecisionsController],
  providers: [ConsentService, DecisionLog, ModeFactsService, ReaderMail, ReaderPageService],
  exports: [ConsentService, ModeFactsService],
})
export class ConsentModule {}
