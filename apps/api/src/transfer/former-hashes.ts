import type { LookupHash } from '../secrets/lookup-hash.js';
import type { ExportedRow } from './export-file.js';

/** What cannot be carried over without the old server's keys. */
export interface Lost {
  /** Refusals of a sender or of the whole server by readers whose address is kept nowhere. */
  refusals: number;
  /** Allowances: their readers are asked again. */
  allowances: number;
  questions: number;
  zones: number;
  /** People who were removed from the team: by their domain they come back in. */
  removals: number;
}

/**
 * Hashes of readers, and of people who were removed, that were made with keys this server has not. Where a reader's
 * address stands in some mail of the export, the hash is made anew; a decision keeps the one it was chained with.
 */
export class FormerHashes {
  private readonly anew = new Map<string, string>();
  private readonly used = new Set<string>();
  private readonly seen = new Set<string>();
  /** The latest decision of each reader about a sender or the whole server. */
  private readonly standing = new Map<string, Record<string, unknown>>();

  /** @param missing ids of the old server's lookup keys that this server has not */
  constructor(
    private readonly lookup: LookupHash,
    private readonly missing: ReadonlySet<string>,
  ) {}

  /** Takes note of a row, in the order of the file. */
  note({ type, row }: ExportedRow): void {
    const hash = hashIn(row);
    if (typeof hash !== 'string' || !this.isMissing(hash)) return;
    this.used.add(keyIdOf(hash));
    if (type === 'recipient') this.anew.set(hash, toHex(this.lookup.ofAddress(String(row.email))));
    if (type === 'consent_decision' && row.scope !== 'message') {
      this.standing.set(`${row.scope} ${row.scope === 'sender' ? row.account_id : ''} ${hash}`, row);
    }
  }

  /** Which of the missing keys some row of the export was made with. */
  get needed(): string[] {
    return [...this.used];
  }

  /** Refusals that hold, to be written down once more under this server's keys. */
  get refusals(): Record<string, unknown>[] {
    return [...this.standing.values()].flatMap((row) => {
      const email_hash = this.anew.get(String(row.email_hash));
      return row.decision === 'refuse' && email_hash ? [{ ...row, email_hash }] : [];
    });
  }

  /** What is lost of the decisions; of the rest see `renewed`. */
  get lost(): Pick<Lost, 'refusals' | 'allowances'> {
    const standing = [...this.standing.values()];
    return {
      refusals: standing.filter(({ decision }) => decision === 'refuse').length - this.refusals.length,
      allowances: standing.filter(({ decision }) => decision === 'allow').length,
    };
  }

  /** A row that is found by a hash, with the hash of today; null where nobody can make that. */
  renewed({ type, row }: ExportedRow): Record<string, unknown> | null {
    const hash = String(hashIn(row));
    if (!this.isMissing(hash)) return row;
    const email_hash = this.anew.get(hash);
    // Two keys of the old server may have made two rows of one reader.
    const key = `${type} ${row.account_id} ${email_hash}`;
    if (!email_hash || (type !== 'recipient' && this.seen.has(key))) return null;
    if (type !== 'recipient') this.seen.add(key);
    return { ...row, email_hash };
  }

  private isMissing(hash: string): boolean {
    return this.missing.has(keyIdOf(hash));
  }
}

/** Of a reader, or of one who was removed. */
const hashIn = (row: Record<string, unknown>) => row.email_hash ?? row.subject_hash;

/** The first byte of a keyed hash is the length of its key's id, which follows. */
function keyIdOf(hash: string): string {
  const bytes = Buffer.from(hash.slice(2), 'hex');
  return bytes.subarray(1, 1 + (bytes[0] ?? 0)).toString('latin1');
}

export const toHex = (bytes: Buffer): string => `\\x${bytes.toString('hex')}`;
