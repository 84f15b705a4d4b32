import { Inject, Injectable } from '@nestjs/common';
import type { NoticeLanguage } from '@openly/contracts';
import { makeToken, noticeHtml, noticeText, pixelHtml, pixelPath, readerPath, trackedUrl } from '@openly/tracking';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';

/** Who sends: what the marks name and carry. */
export interface Sender {
  teamId: string;
  senderId: string;
  name: string;
}

/** The pixel, the notice and the tracked links of a message, always the same for the same message and language. */
@Injectable()
export class MarksService {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  of(
    sender: Sender,
    messageId: string,
    language: NoticeLanguage,
  ): { pixelHtml: string; noticeHtml: string; noticeText: string } {
    const { publicUrl, keys } = this.config;
    const subject = { teamId: sender.teamId, id: messageId };
    const pixelUrl = publicUrl + pixelPath(sender.senderId, makeToken(keys.token, 'pixel', sender.senderId, subject));
    const readerUrl = publicUrl + readerPath(makeToken(keys.token, 'reader', '', subject));
    const notice = { readerUrl, senderName: sender.name, language };
    return { pixelHtml: pixelHtml(pixelUrl), noticeHtml: noticeHtml(notice), noticeText: noticeText(notice) };
  }

  trackedUrl(sender: Sender, linkId: string, url: string): string {
    const token = makeToken(this.config.keys.token, 'link', sender.senderId, { teamId: sender.teamId, id: linkId });
    return trackedUrl(this.config.publicUrl, sender.senderId, token, url);
  }
}
