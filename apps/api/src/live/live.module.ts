import { Global, Module } from '@nestjs/common';
import { EventLog } from './event-log.js';
import { LiveGateway } from './live.gateway.js';
import { LiveService } from './live.service.js';

/** Live events: written by whoever makes them, carried to the account's open sockets. */
@Global()
@Module({ providers: [EventLog, LiveGateway, LiveService], exports: [LiveService] })
export class LiveModule {}
