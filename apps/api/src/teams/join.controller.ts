import { Controller, Get, Param, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { PeopleProblemFilter } from '../consent/for-people.js';
import { PAGE_HEADERS } from '../consent/page-style.js';
import { DomainError } from '../errors.js';
import { Public } from '../http/auth.guard.js';
import { Describe } from '../http/describe.js';
import { InvitationsService } from './invitations.service.js';
import { renderJoinPage, renderNoInvitation } from './join-page.js';

/** The page behind an invitation's link. */
@Controller('join')
@Public()
@UseFilters(PeopleProblemFilter)
export class JoinController {
  constructor(private readonly invitations: InvitationsService) {}

  @Get(':token')
  @Describe({
    summary: 'The page behind an invitation’s link',
    description: 'Shows who invites to what; changes nothing, whoever follows the link.',
    answers: { 200: null, 404: null },
    forPeople: true,
  })
  async page(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    void reply.headers(PAGE_HEADERS);
    try {
      await reply.send(renderJoinPage(await this.invitations.look(token)));
    } catch (error) {
      if (!(error instanceof DomainError && error.code === 'invitation_not_found')) throw error;
      await reply.status(404).send(renderNoInvitation());
    }
  }
}
