import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { domainName, type SetDomain, setDomain, type TeamDomain } from '@openly/contracts';
import { Needs } from '../http/needs.js';
import { type Caller, CurrentCaller } from '../http/validation.js';
import { DomainsService } from './domains.service.js';

/** For people who are signed in: a key lets nobody in. */
@Controller('v1/team/domains')
export class DomainsController {
  constructor(private readonly domains: DomainsService) {}

  /** All of them: a team has as many as its admins have organizations. */
  @Get()
  @Needs({ role: 'admin' })
  async list(@CurrentCaller() { teamId }: Caller): Promise<{ items: TeamDomain[]; nextCursor: null }> {
    return { items: await this.domains.list(teamId), nextCursor: null };
  }

  @Put(':domain')
  @Needs({ role: 'admin' })
  set(
    @CurrentCaller() caller: Caller,
    @Param('domain', { schema: domainName }) domain: string,
    @Body({ schema: setDomain }) body: SetDomain,
  ): Promise<TeamDomain> {
    return this.domains.set(caller, domain, body);
  }

  @Delete(':domain')
  @Needs({ role: 'admin' })
  @HttpCode(204)
  remove(@CurrentCaller() caller: Caller, @Param('domain', { schema: domainName }) domain: string): Promise<void> {
    return this.domains.remove(caller, domain);
  }
}
