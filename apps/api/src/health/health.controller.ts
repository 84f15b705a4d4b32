import { Controller, Get, Header } from '@nestjs/common';
import { Database } from '../database/database.js';
import { DomainError } from '../errors.js';
import { Public } from '../http/auth.guard.js';
import { MetricsService } from './metrics.service.js';

/** For load balancers, container runtimes and Prometheus. */
@Public()
@Controller()
export class HealthController {
  constructor(
    private readonly database: Database,
    private readonly metrics: MetricsService,
  ) {}

  /** This process answers. */
  @Get('health/live')
  live(): { status: 'ok'; service: 'openly' } {
    return { status: 'ok', service: 'openly' };
  }

  /** This process can work: its database answers. */
  @Get('health/ready')
  async ready(): Promise<{ status: 'ok' }> {
    try {
      await this.database.systemQuery('select 1');
    } catch {
      throw new DomainError('unavailable');
    }
    return { status: 'ok' };
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  read(): Promise<string> {
    return this.metrics.text();
  }
}
