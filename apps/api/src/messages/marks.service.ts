import { Inject, Injectable } from '@nestjs/common';
import type { NoticeLanguage } from '@openly/contracts';
import { makeToken, noticeHtml, noticeText, pixelHtml, pixelPath, readerPath, trackedUrl } from '@openly/tracking';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import type { Treatment } from '../consent/mode.js';

/** Who sends: what the marks name and carry. */
export interface Sender {
  teamId: string;
  senderId: string;
  name: string;
}

/** Pixel and notice of a mail; without a pixel it is the question whether later mail may have one. */
export interface TextMarks {
  pixelHtml: string | null;
  noticeHtml: string;
  noticeText: string;
}

/** The pixel, the notice or question, and the tracked links of a message, always the same for the same message, language and addition. */
@Injectable()
export class MarksService {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /**
   * Null where the mail goes out bare.
   * @param addition what the team tells its readers besides
   */
  of(
    sender: Sender,
    messageId: string,
    language: NoticeLanguage,
    treatment: Treatment,
    addition: string | null,
  ): TextMarks | null {
    const asks = treatment === 'reader_asked';
    if (treatment !== 'tracked' && !asks) return null;
    const { publicUrl, keys } = this.config;
    const subject = { teamId: sender.teamId, id: messageId };
    const readerUrl = publicUrl + readerPath(makeToken(keys.token, 'reader', '', subject));
    const notice = { readerUrl, senderName: sender.name, language, asks, addition };
    const pixel = () =>
      pixelHtml(publicUrl + pixelPath(sender.senderId, makeToken(keys.token, 'pixel', sender.senderId, subject)));
    return { pixelHtml: asks ? null : pixel(), noticeHtml: noticeHtml(notice), noticeText: noticeText(notice) };
  }

  trackedUrl(sender: Sender, linkId: string, url: string): string {
    const token = makeToken(this.config.keys.token, 'link', sender.senderId, { teamId: sender.teamId, id: linkId });
    return trackedUrl(this.config.publicUrl, sender.senderId, token, url);
  }
}
