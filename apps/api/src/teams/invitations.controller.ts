import { Body, Controller, Delete, Get, Header, Headers, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  type AcceptInvitation,
  acceptInvitation,
  type CreatedInvitation,
  type CreateInvitation,
  createInvitation,
  type Invitation,
  type Me,
  pageQuery,
  uuid,
} from '@openly/contracts';
import { z } from 'zod';
import { DomainError } from '../errors.js';
import { cursorInstant, decodeCursor, encodeCursor } from '../http/cursor.js';
import { Describe } from '../http/describe.js';
import { Needs } from '../http/needs.js';
import { type Caller, CurrentCaller } from '../http/validation.js';
import { IdempotencyService } from '../scheduling/idempotency.service.js';
import { InvitationsService } from './invitations.service.js';

const position = z.strictObject({ createdAt: cursorInstant, id: uuid });

/** For people who are signed in: a key lets nobody in. */
@Controller('v1')
export class InvitationsController {
  constructor(private readonly invitations: InvitationsService) {}

  @Post('team/invitations')
  @Describe({
    summary: 'Invite somebody',
    description: 'The only time that the link is shown. With `email` it is mailed there, where this server sends mail.',
    answer: 'CreatedInvitation',
    problems: ['too_many_invitations', 'already_created'],
  })
  @Needs({ role: 'admin' })
  @Header('cache-control', 'no-store')
  create(
    @CurrentCaller() { teamId, accountId }: Caller,
    @Body({ schema: createInvitation }) body: CreateInvitation,
    @Headers('idempotency-key') key?: string,
  ): Promise<CreatedInvitation> {
    return this.invitations.create({ teamId, accountId }, body, IdempotencyService.keyOf(key));
  }

  @Get('team/invitations')
  @Describe({
    summary: 'List invitations',
    description: 'Those that nobody has taken yet, the newest first.',
    answer: 'InvitationPage',
  })
  @Needs({ role: 'admin' })
  @Header('cache-control', 'no-store')
  async list(
    @CurrentCaller() { teamId }: Caller,
    @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>,
  ): Promise<{ items: Invitation[]; nextCursor: string | null }> {
    const before = query.cursor ? decodeCursor(position, query.cursor) : null;
    const { items, next } = await this.invitations.list(teamId, query.limit, before);
    return { items, nextCursor: next && encodeCursor(next) };
  }

  @Delete('team/invitations/:id')
  @Describe({
    summary: 'Take an invitation back',
    description: 'Nobody can take it from then on.',
    problems: ['invitation_not_found'],
  })
  @Needs({ role: 'admin' })
  @HttpCode(204)
  revoke(@CurrentCaller() caller: Caller, @Param('id', { schema: uuid }) id: string): Promise<void> {
    return this.invitations.revoke(caller, id);
  }

  @Post('invitations/accept')
  @Describe({
    summary: 'Join the team that invites',
    description: 'The account moves there; with `startAfresh` what it has until now is erased.',
    answer: 'Me',
    problems: ['invitation_not_found', 'already_member', 'last_owner', 'has_own_records', 'account_busy'],
  })
  @Needs({ role: 'reporter' })
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  accept(@CurrentCaller() caller: Caller, @Body({ schema: acceptInvitation }) body: AcceptInvitation): Promise<Me> {
    const { teamId, accountId, sessionId } = caller;
    if (!sessionId) throw new DomainError('forbidden');
    return this.invitations.accept({ teamId, accountId, sessionId }, body);
  }
}
