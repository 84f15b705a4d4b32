import type { Click, DecisionReceipt, DecisionScope, Open, PlaceCredit } from '@openly/contracts';
import type { FoundMail } from './reader-mail.js';

/** Everything the reader's page says, before it is put into words. */
export interface ReaderView {
  mail: Omit<FoundMail, 'accountId' | 'onlyReader' | 'gmailThreadId' | 'openings'>;
  recorded: RecordedForOne | RecordedForSeveral;
  /** Of what was decided with this mail and stands. */
  receipts: DecisionReceipt[];
}

/** What a reader wants that the link alone may not do. */
export type Wish = { scope: DecisionScope } & ({ do: 'allow' } | { do: 'refuse' } | { do: 'export' } | { do: 'erase' });

/** Where somebody is on the way to proving that a mailbox is theirs; without, the page shows what the link may do. */
export type ProofStep =
  /** They are asked for their address, to which a code is mailed. `unavailable`: this server sends no mail. */
  | { at: 'address'; wish: Wish; trouble?: 'invalid' | 'unavailable' | 'limited' }
  /** A code may be on its way; the page says the same where the address is no reader's. */
  | { at: 'code'; wish: Wish; trouble?: 'wrong' }
  /** The code was right: every form carries it until it ends. */
  | {
      at: 'proven';
      proof: string;
      until: Date;
      email: string;
      /** What was done just now; of `export`, that it can be fetched. */
      did?: Wish;
      /** This reader's decisions that stand. */
      receipts?: DecisionReceipt[];
    }
  /** Done: nothing more is kept of this reader at that scope. */
  | { at: 'erased'; scope: DecisionScope };

/** Why what was just asked was not done. */
export type PageAlert = 'proof_required' | 'proof_ended' | 'limited';

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
