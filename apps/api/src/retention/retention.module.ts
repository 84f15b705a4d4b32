import { Module } from '@nestjs/common';
import { OpensModule } from '../opens/opens.module.js';
import { RetentionService } from './retention.service.js';

/** How long each kind of what is stored is kept, and its deletion. */
@Module({ imports: [OpensModule], providers: [RetentionService], exports: [RetentionService] })
export class RetentionModule {}
