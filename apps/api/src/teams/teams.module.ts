import { Module } from '@nestjs/common';
import { MessagesModule } from '../messages/messages.module.js';
import { SchedulingModule } from '../scheduling/scheduling.module.js';
import { TeamsController } from './teams.controller.js';
import { TeamsService } from './teams.service.js';

/** Teams and what they have agreed on. */
@Module({ imports: [MessagesModule, SchedulingModule], controllers: [TeamsController], providers: [TeamsService] })
export class TeamsModule {}
