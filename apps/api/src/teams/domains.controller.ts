import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { domainName, type SetDomain, setDomain, type TeamDomain } from '@openly/contracts';
import { Describe } from '../http/describe.js';
import { Needs } from '../http/needs.js';
import { type Caller, CurrentCaller } from '../http/validation.js';
import { DomainsService } from './domains.service.js';

/** For people who are signed in: a key lets nobody in. */
@Controller('v1/team/domains')
export class DomainsController {
  constructor(private readonly domains: DomainsService) {}

  /** All of them: a team has as many as its admins have organizations. */
  @Get()
  @Describe({
    summary: 'List domains whose people join',
    description: 'All of them, on one page.',
    answer: 'DomainPage',
  })
  @Needs({ role: 'admin' })
  async list(@CurrentCaller() { teamId }: Caller): Promise<{ items: TeamDomain[]; nextCursor: null }> {
    return { items: await this.domains.list(teamId), nextCursor: null };
  }

  @Put(':domain')
  @Describe({
    summary: 'Let people of a domain join',
    description:
      'When they sign in for the first time, by Google’s word that they belong to it, which it has to say of you too.',
    answer: 'TeamDomain',
    problems: ['domain_not_yours', 'domain_taken'],
  })
  @Needs({ role: 'admin' })
  set(
    @CurrentCaller() caller: Caller,
    @Param('domain', { schema: domainName }) domain: string,
    @Body({ schema: setDomain }) body: SetDomain,
  ): Promise<TeamDomain> {
    return this.domains.set(caller, domain, body);
  }

  @Delete(':domain')
  @Describe({
    summary: 'Let people of a domain join no more',
    description: 'Who is in the team stays.',
    problems: ['domain_not_found'],
  })
  @Needs({ role: 'admin' })
  @HttpCode(204)
  remove(@CurrentCaller() caller: Caller, @Param('domain', { schema: domainName }) domain: string): Promise<void> {
    return this.domains.remove(caller, domain);
  }
}
