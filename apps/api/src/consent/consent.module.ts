import { Module } from '@nestjs/common';
import { MailModule } from '../mail/mail.module.js';
import { OpensModule } from '../opens/opens.module.js';
import { ConsentService } from './consent.service.js';
import { DecisionLog } from './decision-log.js';
import { DecisionsController } from './decisions.controller.js';
import { MailboxProofs } from './mailbox-proofs.js';
import { ModeFactsService } from './mode-facts.js';
import { PostLimit } from './post-limit.js';
import { ReaderController } from './reader.controller.js';
import { ReaderErasureService } from './reader-erasure.service.js';
import { ReaderExportService } from './reader-export.service.js';
import { ReaderForms } from './reader-forms.js';
import { ReaderMail } from './reader-mail.js';
import { ReaderPageService } from './reader-page.service.js';
import { Resumption } from './resumption.js';

/** Readers' decisions, their effects, and the page on which readers see and decide. */
@Module({
  imports: [MailModule, OpensModule],
  controllers: [ReaderController, DecisionsController],
  providers: [
    ConsentService,
    DecisionLog,
    ReaderErasureService,
    MailboxProofs,
    ModeFactsService,
    PostLimit,
    ReaderExportService,
    ReaderForms,
    ReaderMail,
    ReaderPageService,
    Resumption,
  ],
  exports: [ConsentService, ReaderErasureService, MailboxProofs, ModeFactsService],
})
export class ConsentModule {}
