import { Body, Controller, Delete, Get, Header, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  type ChangeMember,
  changeMember,
  type ErasureReceipt,
  type Member,
  membersQuery,
  type PassOwnership,
  passOwnership,
  type RemoveMember,
  type RenameTeam,
  removeMember,
  renameTeam,
  type Team,
  uuid,
  type WaitingMail,
} from '@openly/contracts';
import { z } from 'zod';
import { cursorMicrosecond, decodeCursor, encodeCursor } from '../http/cursor.js';
import { Describe } from '../http/describe.js';
import { Needs } from '../http/needs.js';
import { type Caller, CurrentCaller } from '../http/validation.js';
import { MembersService } from './members.service.js';
import { TeamsService } from './teams.service.js';

const position = z.strictObject({ joined: cursorMicrosecond, id: uuid });

@Controller('v1/team')
export class MembersController {
  constructor(
    private readonly members: MembersService,
    private readonly teams: TeamsService,
  ) {}

  @Patch()
  @Describe({ summary: 'Give the team another name', answer: 'Team' })
  @Needs({ role: 'admin' })
  async rename(@CurrentCaller() caller: Caller, @Body({ schema: renameTeam }) { name }: RenameTeam): Promise<Team> {
    await this.members.rename(caller, name);
    return this.teams.team(caller.teamId);
  }

  @Get('members')
  @Describe({ summary: 'List members', description: 'Who has been there longest first.', answer: 'MemberPage' })
  @Needs({ scope: 'team:read', role: 'admin' })
  @Header('cache-control', 'no-store')
  async list(
    @CurrentCaller() { teamId }: Caller,
    @Query({ schema: membersQuery }) query: z.infer<typeof membersQuery>,
  ): Promise<{ items: Member[]; nextCursor: string | null }> {
    const after = query.cursor ? decodeCursor(position, query.cursor) : null;
    const { items, next } = await this.members.list(teamId, query.limit, after);
    return { items, nextCursor: next && encodeCursor(next) };
  }

  @Get('members/:id')
  @Describe({ summary: 'Read one member', answer: 'Member', problems: ['member_not_found'] })
  @Needs({ scope: 'team:read', role: 'admin' })
  @Header('cache-control', 'no-store')
  get(@CurrentCaller() { teamId }: Caller, @Param('id', { schema: uuid }) id: string): Promise<Member> {
    return this.members.get(teamId, id);
  }

  @Get('members/:id/waiting')
  @Describe({
    summary: 'Tell how much of a member’s mail waits',
    description: 'By what would become of it, to be known before they are removed.',
    answer: 'WaitingMail',
    problems: ['member_not_found'],
  })
  @Needs({ scope: 'team:read', role: 'admin' })
  @Header('cache-control', 'no-store')
  waiting(@CurrentCaller() { teamId }: Caller, @Param('id', { schema: uuid }) id: string): Promise<WaitingMail> {
    return this.members.waiting(teamId, id);
  }

  @Patch('members/:id')
  @Describe({
    summary: 'Change a member’s role',
    description: 'Only an owner makes owners, or makes one something else; one owner stays.',
    answer: 'Member',
    problems: ['member_not_found', 'last_owner', 'schedules_undecided'],
  })
  @Needs({ role: 'admin' })
  change(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: changeMember }) { role }: ChangeMember,
  ): Promise<Member> {
    return this.members.changeRole(caller, id, role);
  }

  @Delete('members/:id')
  @Describe({
    summary: 'Remove a member',
    description:
      'Everything of the account is deleted, its devices and API keys are out at once, and Google is asked to take its grant back. The receipt is given once.',
    answer: 'ErasureReceipt',
    problems: [
      'member_not_found',
      'last_owner',
      'account_busy',
      'schedules_undecided',
      'handover_incomplete',
      'handover_impossible',
    ],
  })
  @Needs({ role: 'admin' })
  @Header('cache-control', 'no-store')
  remove(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: uuid }) id: string,
    @Query({ schema: removeMember }) choice: RemoveMember,
  ): Promise<ErasureReceipt> {
    return this.members.remove(caller, id, choice);
  }

  @Post('ownership')
  @Describe({
    summary: 'Pass the team on',
    description: 'That member is an owner from then on, and you are an admin.',
    answer: 'Member',
    problems: ['member_not_found'],
  })
  @Needs({ role: 'owner' })
  @HttpCode(200)
  passOwnership(
    @CurrentCaller() caller: Caller,
    @Body({ schema: passOwnership }) { memberId }: PassOwnership,
  ): Promise<Member> {
    return this.members.passOwnership(caller, memberId);
  }
}
