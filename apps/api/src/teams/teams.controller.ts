import { Body, Controller, Get, Patch, Query } from '@nestjs/common';
import { type ChangePolicy, changePolicy, type PolicyChange, pageQuery, type Team } from '@openly/contracts';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../http/cursor.js';
import { Describe } from '../http/describe.js';
import { Needs } from '../http/needs.js';
import { type Caller, CurrentCaller } from '../http/validation.js';
import { TeamsService } from './teams.service.js';

const position = z.strictObject({ version: z.int32().min(1) });

@Controller('v1/team')
export class TeamsController {
  constructor(private readonly teams: TeamsService) {}

  @Get()
  @Describe({ summary: 'Read the team and its policy', answer: 'Team' })
  @Needs({ scope: 'team:read' })
  team(@CurrentCaller() caller: Caller): Promise<Team> {
    return this.teams.team(caller.teamId);
  }

  @Patch('policy')
  @Describe({
    summary: 'Change the team’s policy',
    description: 'What is left out stays. It holds from the answer on.',
    answer: 'Team',
    problems: ['below_floor', 'policy_changed'],
  })
  @Needs({ role: 'admin' })
  changePolicy(@CurrentCaller() caller: Caller, @Body({ schema: changePolicy }) body: ChangePolicy): Promise<Team> {
    return this.teams.changePolicy(caller, body);
  }

  /** Who made each is for those who may make one, as in the audit log. */
  @Get('policy/versions')
  @Describe({
    summary: 'List the versions of the policy',
    description: 'The newest first, with who made each.',
    answer: 'PolicyChangePage',
  })
  @Needs({ scope: 'team:read', role: 'admin' })
  async versions(
    @CurrentCaller() { teamId }: Caller,
    @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>,
  ): Promise<{ items: PolicyChange[]; nextCursor: string | null }> {
    const before = query.cursor ? decodeCursor(position, query.cursor).version : null;
    const { items, next } = await this.teams.versions(teamId, query.limit, before);
    return { items, nextCursor: next === null ? null : encodeCursor({ version: next }) };
  }
}
