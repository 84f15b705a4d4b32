import { Body, Controller, Get, Patch } from '@nestjs/common';
import { type ChangePolicy, changePolicy, type Team } from '@openly/contracts';
import { Needs } from '../http/needs.js';
import { type Caller, CurrentCaller } from '../http/validation.js';
import { TeamsService } from './teams.service.js';

@Controller('v1/team')
export class TeamsController {
  constructor(private readonly teams: TeamsService) {}

  @Get()
  @Needs({ scope: 'team:read' })
  team(@CurrentCaller() caller: Caller): Promise<Team> {
    return this.teams.team(caller.teamId);
  }

  @Patch('policy')
  @Needs({ role: 'admin' })
  changePolicy(@CurrentCaller() caller: Caller, @Body({ schema: changePolicy }) body: ChangePolicy): Promise<Team> {
    return this.teams.changePolicy(caller, body);
  }
}
