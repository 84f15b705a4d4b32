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
  @Needs({ role: 'admin' })
  async rename(@CurrentCaller() caller: Caller, @Body({ schema: renameTeam }) { name }: RenameTeam): Promise<Team> {
    await this.members.rename(caller, name);
    return this.teams.team(caller.teamId);
  }

  @Get('members')
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
  @Needs({ scope: 'team:read', role: 'admin' })
  @Header('cache-control', 'no-store')
  get(@CurrentCaller() { teamId }: Caller, @Param('id', { schema: uuid }) id: string): Promise<Member> {
    return this.members.get(teamId, id);
  }

  /** How much mail of theirs waits: to be known before they are removed. */
  @Get('members/:id/waiting')
  @Needs({ scope: 'team:read', role: 'admin' })
  @Header('cache-control', 'no-store')
  waiting(@CurrentCaller() { teamId }: Caller, @Param('id', { schema: uuid }) id: string): Promise<WaitingMail> {
    return this.members.waiting(teamId, id);
  }

  @Patch('members/:id')
  @Needs({ role: 'admin' })
  change(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: changeMember }) { role }: ChangeMember,
  ): Promise<Member> {
    return this.members.changeRole(caller, id, role);
  }

  /** Answers with the receipt of what was deleted. */
  @Delete('members/:id')
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
  @Needs({ role: 'owner' })
  @HttpCode(200)
  passOwnership(
    @CurrentCaller() caller: Caller,
    @Body({ schema: passOwnership }) { memberId }: PassOwnership,
  ): Promise<Member> {
    return this.members.passOwnership(caller, memberId);
  }
}
