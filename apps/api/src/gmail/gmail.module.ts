import { Module } from '@nestjs/common';
import { GmailService } from './gmail.service.js';

/** The one way to Gmail: drafts, sending, and looking for what was sent. */
@Module({ providers: [GmailService], exports: [GmailService] })
export class GmailModule {}
