import { Injectable } from '@nestjs/common';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { Database } from '../database/database.js';

/** What Prometheus reads at `/metrics`. */
@Injectable()
export class MetricsService {
  private readonly registry = new Registry();

  constructor(database: Database) {
    collectDefaultMetrics({ register: this.registry });
    const registers = [this.registry];
    new Gauge({
      name: 'openly_hits_waiting',
      help: 'Hits that are stored and not yet judged',
      registers,
      async collect() {
        const [row] = await database.systemQuery<{ count: number }>('select count(*)::integer as count from hit');
        this.set(row?.count ?? 0);
      },
    });
    new Gauge({
      name: 'openly_schedules_due',
      help: 'Scheduled mails whose time has come and that are not sent yet',
      registers,
      async collect() {
        const [row] = await database.systemQuery<{ count: number }>(
          `select count(*)::integer as count from schedule where status = 'scheduled' and send_at <= now()`,
        );
        this.set(row?.count ?? 0);
      },
    });
  }

  /** A counter of this process, for the module that counts. */
  counter(name: string, help: string): Counter {
    return new Counter({ name, help, registers: [this.registry] });
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }
}
