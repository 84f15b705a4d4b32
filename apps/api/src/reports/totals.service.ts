import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../database/database.js';
import { TOOK_COLUMNS } from '../database/migrations/report-totals.js';
import { QueueService } from '../queue/queue.service.js';
import { COUNTS } from './figures.js';

/** Changes one transaction adds. */
const PIECE = 20_000;
/** Of PostgreSQL's advisory locks: one process at a time adds. */
const ADDING = 0x0be7_0a11;

const summed = (columns: readonly string[]) => columns.map((name) => `sum(${name})`).join(', ');
const added = (columns: readonly string[]) =>
  columns.map((name) => `${name} = total.${name} + excluded.${name}`).join(', ');
const ofClasses = TOOK_COLUMNS.map(
  (_, step) => `count(*) filter (where took = ${step}) - count(*) filter (where took_before = ${step})`,
).join(', ');

/** Adds what has changed to the totals of reports. Handler of the queue `add-report-totals`. */
@Injectable()
export class TotalsService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly queue: QueueService,
  ) {}

  onModuleInit(): void {
    this.queue.handle('add-report-totals', () => this.addChanges());
  }

  /** Adds everything that was noted until now; a change is never in both places, nor in none. May run anywhere at once. */
  async addChanges(piece = PIECE): Promise<void> {
    while ((await this.addSome(piece)) === piece);
  }

  private addSome(piece: number): Promise<number> {
    return this.database.asSystem(async (manager) => {
      const [{ mine }]: [{ mine: boolean }] = await manager.query(`select pg_try_advisory_xact_lock($1) as mine`, [
        ADDING,
      ]);
      if (!mine) return 0;
      // What was noted of a member who is gone is in the team's alone.
      const [{ count }]: [{ count: number }] = await manager.query(
        `with taken as (
           delete from report_change where ctid = any (array(select ctid from report_change limit $1)) returning *
         ), quarters as (
           insert into report_quarter as total (team_id, at, ${COUNTS.join(', ')}, ${TOOK_COLUMNS.join(', ')})
           select team_id, at, ${summed(COUNTS)}, ${ofClasses} from taken
           where exists (select from team where team.id = taken.team_id)
           group by team_id, at order by team_id, at
           on conflict (team_id, at) do update set ${added([...COUNTS, ...TOOK_COLUMNS])}
         ), days as (
           insert into report_member_day as total (team_id, account_id, day, ${COUNTS.join(', ')})
           select team_id, account_id, date_trunc('day', at, 'UTC') as day, ${summed(COUNTS)} from taken
           where exists (select from account where account.team_id = taken.team_id and account.id = taken.account_id)
           group by 1, 2, 3 order by 1, 3, 2
           on conflict (team_id, day, account_id) do update set ${added(COUNTS)}
         )
         select count(*)::integer as count from taken`,
        [piece],
      );
      return count;
    });
  }
}
