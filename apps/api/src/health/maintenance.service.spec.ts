import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { AccountsService } from '../accounts/accounts.service.js';
import type { LiveService } from '../live/live.service.js';
import type { MessagesService } from '../messages/messages.service.js';
import type { OpensService } from '../opens/opens.service.js';
import type { QueueService } from '../queue/queue.service.js';
import type { SchedulesService } from '../scheduling/schedules.service.js';
import type { ZoneRulesService } from '../scheduling/zone-rules.service.js';
import type { SeriesService } from '../series/series.service.js';
import { MaintenanceService } from './maintenance.service.js';

afterEach(() => {
  jest.restoreAllMocks();
});

describe('housekeeping', () => {
  it('goes on past a step that fails, and says which it was without saying what stood in the row', async () => {
    const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const done: string[] = [];
    const step = (name: string) => async () => void done.push(name);
    const fail = async () => {
      throw Object.assign(new Error('row of ann@example.net'), { name: 'QueryFailedError', code: '55P03' });
    };
    const maintenance = new MaintenanceService(
      {} as QueueService,
      {
        forgetOrigins: step('origins'),
        forgetOldRecords: fail,
        makePartitions: step('partitions'),
      } as unknown as OpensService,
      { forgetUnsent: step('unsent') } as unknown as MessagesService,
      { maintain: step('live') } as unknown as LiveService,
      { maintain: fail } as unknown as AccountsService,
      { maintain: step('schedules') } as unknown as SchedulesService,
      { refresh: step('zone rules') } as unknown as ZoneRulesService,
      { maintain: step('series') } as unknown as SeriesService,
    );

    await maintenance.run();

    expect(done).toEqual(['origins', 'partitions', 'unsent', 'live', 'schedules', 'series', 'zone rules']);
    expect(logged.mock.calls.map(([line]) => line)).toEqual([
      'could not forget old opens: QueryFailedError 55P03',
      'could not forget ended sign-ins: QueryFailedError 55P03',
    ]);
  });
});
