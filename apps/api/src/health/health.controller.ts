import { Controller, Get, Header } from '@nestjs/common';
import { Database } from '../database/database.js';
import { DomainError } from '../errors.js';
import { Public } from '../http/auth.guard.js';
import { Describe } from '../http/describe.js';
import { MetricsService } from './metrics.service.js';

/** For load balancers, container runtimes and Prometheus. */
@Public()
@Controller()
export class HealthController {
  constructor(
    private readonly database: Database,
    private readonly metrics: MetricsService,
  ) {}

  @Get('health/live')
  @Describe({ summary: 'This process answers', answer: 'Alive' })
  live(): { status: 'ok'; service: 'openly' } {
    return { status: 'ok', service: 'openly' };
  }

  @Get('health/ready')
  @Describe({ summary: 'This process can work', description: 'Its database answers.', answer: 'Ready' })
  async ready(): Promise<{ status: 'ok' }> {
    try {
      await this.database.systemQuery('select 1');
    } catch {
      throw new DomainError('unavailable');
    }
    return { status: 'ok' };
  }

  @Get('metrics')
  @Describe({ summary: 'Figures for Prometheus', answer: { 'text/plain': 'openly_hits_total 12\n' } })
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  read(): Promise<string> {
    return this.metrics.text();
  }
}
