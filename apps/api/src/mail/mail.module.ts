import { Module } from '@nestjs/common';
import { MailService } from './mail.service.js';
import { MailSender } from './mail-sender.js';

/** Mail of the server's own. */
@Module({ providers: [MailService, MailSender], exports: [MailService] })
export class MailModule {}
