import type { DecisionReceipt, DecisionScope, PlaceCredit } from '@openly/contracts';
import type { RecordedSignal } from '../opens/opens.service.js';
import type { FoundMail } from './reader-mail.js';

/** Everything the reader's page says, before it is put into words. */
export interface ReaderView {
  mail: Omit<FoundMail, 'accountId' | 'onlyReader' | 'gmailThreadId' | 'openings' | 'readers'>;
  recorded: RecordedForOne | RecordedForSeveral;
  /** Of what was decided with this mail and stands. */
  receipts: DecisionReceipt[];
  server: ReaderServer;
}

/** The server as its readers need to know it. */
export interface ReaderServer {
  /** Where it answers, for example `mail.example.com`. */
  host: string;
  /** Who runs it; null where the operator has not said. */
  operator: { name: string | null; contact: string | null };
  /** Whether it can mail codes: else nobody can prove a mailbox here. */
  sendsMail: boolean;
  /** Whether an allow by the link alone counts, in mail to one reader: the operator has lowered it. */
  allowsByLink: boolean;
}

/** Where the page and its forms are: paths without a query, to which the page adds its language. */
export interface ReaderPaths {
  page: string;
  decision: string;
  proof: string;
  export: string;
  erase: string;
  receipt: string;
}

/** What a reader wants. */
export interface Wish {
  do: 'allow' | 'refuse' | 'export' | 'erase';
  scope: DecisionScope;
}

/** Where somebody is on the way to proving that a mailbox is theirs; without, the page shows what the link may do. */
export type ProofStep =
  /** They are asked for their address, to which a code is mailed. `unavailable`: this server sends no mail. */
  | { at: 'address'; wish: Wish; trouble?: 'invalid' | 'unavailable' | 'limited' }
  /** A code may be on its way; the page says the same where the address is no reader's. */
  | { at: 'code'; wish: Wish; trouble?: 'wrong' }
  /**
   * The code was right: every form carries it until it ends. `did`: what was just done; `export` means that the copy
   * can be fetched now. `receipts`: what this reader has decided and stands.
   */
  | { at: 'proven'; proof: string; until: Date; email: string; did?: Wish; receipts?: readonly DecisionReceipt[] }
  /** Done: nothing more is kept of this reader at that scope. */
  | { at: 'erased'; scope: DecisionScope };

/** Why what was just asked was not done. */
export type PageAlert = 'proof_required' | 'proof_ended' | 'limited';

/** One reader: what is recorded is about that reader, so all of it is shown. */
export interface RecordedForOne {
  readers: 'one';
  records: RecordedSignal[];
  placeCredit: PlaceCredit | null;
  /** Wider refusals of this reader that hold now. */
  refused: { sender: boolean; server: boolean };
}

/**
 * Several readers: a time or a place would tell one of them about another. `none`: their addresses are not kept any
 * more, so nobody knows how many they were.
 */
export interface RecordedForSeveral {
  readers: 'several' | 'none';
  openings: number;
}
