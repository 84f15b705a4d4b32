import { Module } from '@nestjs/common';
import { KeyAuthenticator } from '../http/auth.guard.js';
import { SchedulingModule } from '../scheduling/scheduling.module.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeysService } from './api-keys.service.js';

/** API keys: making and revoking them, and who calls with one. */
@Module({
  imports: [SchedulingModule],
  controllers: [ApiKeysController],
  providers: [ApiKeysService, { provide: KeyAuthenticator, useExisting: ApiKeysService }],
  exports: [KeyAuthenticator],
})
export class ApiKeysModule {}
