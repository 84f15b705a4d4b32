import { Module } from '@nestjs/common';
import { MailModule } from '../mail/mail.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { SchedulingModule } from '../scheduling/scheduling.module.js';
import { SeriesModule } from '../series/series.module.js';
import { DomainsController } from './domains.controller.js';
import { DomainsService } from './domains.service.js';
import { InvitationsController } from './invitations.controller.js';
import { InvitationsService } from './invitations.service.js';
import { JoinController } from './join.controller.js';
import { MembersController } from './members.controller.js';
import { MembersService } from './members.service.js';
import { TeamsController } from './teams.controller.js';
import { TeamsService } from './teams.service.js';

/** Teams: what they have agreed on, who is in them, and who may join. */
@Module({
  imports: [MailModule, MessagesModule, SchedulingModule, SeriesModule],
  controllers: [TeamsController, MembersController, InvitationsController, DomainsController, JoinController],
  providers: [TeamsService, MembersService, InvitationsService, DomainsService],
  exports: [InvitationsService],
})
export class TeamsModule {}
