import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { FORGETTING } from '../database/forgetting.js';
import { OpensService } from '../opens/opens.service.js';
import { type Kind, kinds } from './kinds.js';

/** Rows one statement deals with: a few tens of milliseconds in which they are locked. */
const PIECE = 2_000;

/** Teams that keep a kind for the same number of days, and the instant before which theirs have passed. */
interface Term {
  days: number;
  before: Date;
}

/** Deletes what has passed the days its team keeps it. */
@Injectable()
export class RetentionService {
  constructor(
    private readonly database: Database,
    private readonly opens: OpensService,
  ) {}

  /**
   * Goes through every kind. May run anywhere at any time, also twice at once.
   * @param piece rows one statement deals with
   */
  async forgetOld(piece = PIECE): Promise<void> {
    await this.opens.forgetOldOpens(piece);
    for (const kind of Object.values(kinds)) {
      for (const term of await this.termsOf(kind)) await this.forget(kind, term, piece);
    }
  }

  private termsOf({ kept }: Kind): Promise<Term[]> {
    if (typeof kept === 'number') {
      return this.database.systemQuery<Term>(
        'select $1::integer as days, now() - make_interval(days => $1::integer) as before',
        [kept],
      );
    }
    return this.database.systemQuery<Term>(
      `select ${kept} as days, now() - make_interval(days => ${kept}) as before from team group by ${kept}`,
    );
  }

  private async forget(kind: Kind, term: Term, piece: number): Promise<void> {
    let count: number;
    do {
      count = await this.forgetPiece(kind, term, piece);
    } while (count === piece);
  }

  /** @returns how many rows it dealt with */
  private async forgetPiece({ statement, hold }: Kind, { days, before }: Term, piece: number): Promise<number> {
    const values = [days, before, piece];
    const [gone] = await this.database.asSystem(async (manager): Promise<{ count: number }[]> => {
      await manager.query(FORGETTING);
      if (!hold) return manager.query(statement, values);
      const held: { team_id: string; id: string }[] = await manager.query(hold, values);
      return manager.query(statement, [held.map(({ team_id }) => team_id), held.map(({ id }) => id)]);
    });
    return gone?.count ?? 0;
  }
}
