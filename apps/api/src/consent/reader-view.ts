import type { Click, DecisionReceipt, Open, PlaceCredit } from '@openly/contracts';
import type { FoundMail } from './reader-mail.js';

/** Everything the reader's page says, before it is put into words. */
export interface ReaderView {
  mail: Omit<FoundMail, 'accountId' | 'onlyReader' | 'gmailThreadId' | 'openings'>;
  recorded: RecordedForOne | RecordedForSeveral;
  /** Of what was decided with this mail and stands. */
  receipts: DecisionReceipt[];
}

/** One reader: what is recorded is about that reader, so all of it is shown. */
export interface RecordedForOne {
  readers: 'one';
  opens: Open[];
  clicks: Click[];
  placeCredit: PlaceCredit | null;
  /** Wider refusals of this reader that hold now. */
  refused: { sender: boolean; server: boolean };
}

/** Several readers: a time or a place would tell one of them about another. */
export interface RecordedForSeveral {
  readers: 'several';
  openings: number;
}
