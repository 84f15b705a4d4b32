import { Body, Controller, Get, Patch } from '@nestjs/common';
import { type ChangePolicy, changePolicy, type Team } from '@openly/contracts';
import { type Caller, CurrentCaller } from '../http/validation.js';
import { TeamsService } from './teams.service.js';

@Controller('v1/team')
export class TeamsController {
  constructor(private readonly teams: TeamsService) {}

  @Get()
  team(@CurrentCaller() caller: Caller): Promise<Team> {
    return this.teams.team(caller.teamId);
  }

  @Patch('policy')
  changePolicy(@CurrentCaller() caller: Caller, @Body({ schema: changePolicy }) body: ChangePolicy): Promise<Team> {
    return this.teams.changePolicy(caller, body);
  }
}
