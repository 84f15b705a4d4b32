import type { NoticeLanguage, PreparedMessage, Recipient } from '@openly/contracts';

/** What was asked of the server, for whom and when. */
export interface Asked {
  key: string;
  subject: string;
  language: NoticeLanguage | undefined;
  /** Its sender chose to ask first. */
  asksFirst: boolean;
  recipients: Recipient[];
  accountId: string | null;
  at: number;
}

export interface Preparation extends Asked {
  result: Promise<PreparedMessage>;
}

export interface Prepared extends Asked {
  message: PreparedMessage;
}

/** What a mail's sender wants its readers to be told with. */
type Wanted = Pick<Asked, 'language' | 'asksFirst'>;

export const isSameWish = (asked: Asked, wanted: Wanted) =>
  asked.language === wanted.language && asked.asksFirst === wanted.asksFirst;

/** Whether it asks or tells as wanted, in the mail's language; asked without one, the server takes the sender's own. */
export const suits = ({ language, asksFirst, message }: Prepared, wanted: Wanted) =>
  asksFirst === wanted.asksFirst && (language === wanted.language || message.language === wanted.language);

export const isFor = <Kind extends Asked>(asked: Kind | null, key: string): asked is Kind => asked?.key === key;
