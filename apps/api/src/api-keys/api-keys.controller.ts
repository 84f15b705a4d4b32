import { Body, Controller, Delete, Get, Header, Headers, HttpCode, Param, Post } from '@nestjs/common';
import { type ApiKey, type CreateApiKey, type CreatedApiKey, createApiKey, uuid } from '@openly/contracts';
import { Describe } from '../http/describe.js';
import { Needs } from '../http/needs.js';
import { type Caller, CurrentCaller } from '../http/validation.js';
import { IdempotencyService } from '../scheduling/idempotency.service.js';
import { ApiKeysService } from './api-keys.service.js';

/** For people who are signed in: a key makes no keys. */
@Controller('v1/api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Post()
  @Describe({
    summary: 'Make an API key',
    description: 'The only time that the key is shown.',
    answer: 'CreatedApiKey',
    problems: ['too_many_api_keys', 'already_created'],
  })
  @Needs({ role: 'admin' })
  @Header('cache-control', 'no-store')
  create(
    @CurrentCaller() caller: Caller,
    @Body({ schema: createApiKey }) body: CreateApiKey,
    @Headers('idempotency-key') key?: string,
  ): Promise<CreatedApiKey> {
    return this.keys.create(caller, body, IdempotencyService.keyOf(key));
  }

  /** All of them: a team has at most 100. */
  @Get()
  @Describe({ summary: 'List API keys', description: 'All of them, on one page.', answer: 'ApiKeyPage' })
  @Needs({ role: 'admin' })
  async list(@CurrentCaller() { teamId }: Caller): Promise<{ items: ApiKey[]; nextCursor: null }> {
    return { items: await this.keys.list(teamId), nextCursor: null };
  }

  @Delete(':id')
  @Describe({ summary: 'Revoke an API key', description: 'It ends at once.', problems: ['api_key_not_found'] })
  @Needs({ role: 'admin' })
  @HttpCode(204)
  revoke(@CurrentCaller() caller: Caller, @Param('id', { schema: uuid }) id: string): Promise<void> {
    return this.keys.revoke(caller, id);
  }
}
