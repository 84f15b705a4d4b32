import { Module } from '@nestjs/common';
import { OriginsService } from './origins.service.js';

/** Who fetched, sealed from its arrival until it is judged. */
@Module({ providers: [OriginsService], exports: [OriginsService] })
export class OriginsModule {}
