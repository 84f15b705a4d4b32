import { Injectable } from '@nestjs/common';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { Database } from '../database/database.js';

/** What Prometheus reads at `/metrics`. */
@Injectable()
export class MetricsService {
  private readonly registry = new Registry();

  constructor(database: Database) {
    collectDefaultMetrics({ register: this.registry });
    const ofDatabase = (name: string, help: string, count: string) =>
      new Gauge({
        name,
        help,
        registers: [this.registry],
        async collect() {
          try {
            const [row] = await database.systemQuery<{ count: number }>(
              `select count(*)::integer as count from ${count}`,
            );
            this.set(row?.count ?? 0);
          } catch {
            // The database is away: every other number is wanted the more.
            this.set(Number.NaN);
          }
        },
      });
    ofDatabase('openly_hits_waiting', 'Hits that are stored and not yet judged', 'hit');
    ofDatabase(
      'openly_schedules_due',
      'Scheduled mails whose time has come and that are not sent yet',
      `schedule where status = 'scheduled' and send_at <= now()`,
    );
  }

  /** A counter of this process, for the module that counts. */
  counter(name: string, help: string): Counter {
    return new Counter({ name, help, registers: [this.registry] });
  }

  /** A gauge of this process, for the module that measures. */
  gauge<Label extends string>(name: string, help: string, labelNames: Label[] = []): Gauge<Label> {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }
}
