import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { AccountsService } from '../accounts/accounts.service.js';
import type { MailboxProofs } from '../consent/mailbox-proofs.js';
import type { LiveService } from '../live/live.service.js';
import type { MessagesService } from '../messages/messages.service.js';
import type { OpensService } from '../opens/opens.service.js';
import type { QueueService } from '../queue/queue.service.js';
import type { RetentionService } from '../retention/retention.service.js';
import type { SchedulesService } from '../scheduling/schedules.service.js';
import type { ZoneRulesService } from '../scheduling/zone-rules.service.js';
import type { SeriesService } from '../series/series.service.js';
import type { InvitationsService } from '../teams/invitations.service.js';
import type { WebhooksService } from '../webhooks/webhooks.service.js';
import { MaintenanceService } from './maintenance.service.js';

afterEach(() => {
  jest.restoreAllMocks();
});

type Step = () => Promise<void>;

const maintenanceOf = (step: (name: string) => Step, forgetOld: Step, endSignIns: Step) =>
  new MaintenanceService(
    {} as QueueService,
    { makePartitions: step('partitions') } as unknown as OpensService,
    { forgetUnsent: step('unsent') } as unknown as MessagesService,
    { maintain: step('live') } as unknown as LiveService,
    { maintain: endSignIns, revokeGrants: step('grants') } as unknown as AccountsService,
    { maintain: step('schedules') } as unknown as SchedulesService,
    { refresh: step('zone rules') } as unknown as ZoneRulesService,
    { maintain: step('series') } as unknown as SeriesService,
    { forgetOld } as unknown as RetentionService,
    { forgetEnded: step('codes') } as unknown as MailboxProofs,
    { maintain: step('webhooks') } as unknown as WebhooksService,
    { forgetEnded: step('invitations') } as unknown as InvitationsService,
  );

describe('housekeeping', () => {
  it('goes on past a step that fails, and says which it was without saying what stood in the row', async () => {
    const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const done: string[] = [];
    const step = (name: string) => async () => void done.push(name);
    const fail = async () => {
      throw Object.assign(new Error('row of ann@example.net'), { name: 'QueryFailedError', code: '55P03' });
    };
    const maintenance = maintenanceOf(step, fail, fail);

    await maintenance.run();

    expect(done).toEqual([
      'partitions',
      'unsent',
      'live',
      'grants',
      'schedules',
      'series',
      'invitations',
      'codes',
      'webhooks',
      'zone rules',
    ]);
    expect(logged.mock.calls.map(([line]) => line)).toEqual([
      'could not forget what has passed its days: QueryFailedError 55P03',
      'could not forget ended sign-ins: QueryFailedError 55P03',
    ]);
  });

  it('goes through all that is stored once an hour, and again at once where it failed', async () => {
    jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    let runs = 0;
    const forget = async () => {
      if (++runs === 2) throw new Error('the database is away');
    };
    const quiet = () => async () => undefined;
    const maintenance = maintenanceOf(quiet, forget, quiet());
    const runsAfter = async (minutes: number) => {
      await maintenance.run(Date.UTC(2026, 10, 22, 8) + minutes * 60_000);
      return runs;
    };
    expect(await runsAfter(0)).toBe(1);
    expect(await runsAfter(59)).toBe(1);
    expect(await runsAfter(60)).toBe(2);
    expect(await runsAfter(61)).toBe(3);
    expect(await runsAfter(62)).toBe(3);
  });
});
