import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DynamicModule, Global, Module, type ModuleMetadata, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AuditModule } from '../../apps/api/src/audit/audit.module.js';
import { type Config, loadConfig } from '../../apps/api/src/config.js';
import { CONFIG } from '../../apps/api/src/config.token.js';
import { DatabaseModule } from '../../apps/api/src/database/database.module.js';
import { freePort } from '../../apps/api/src/database/embedded-postgres.js';
import { DomainError } from '../../apps/api/src/errors.js';
import { Authenticator } from '../../apps/api/src/http/auth.guard.js';
import { registerBodyParsers } from '../../apps/api/src/http/body-parsers.js';
import { ProblemFilter } from '../../apps/api/src/http/problem.filter.js';
import { RouteMethods } from '../../apps/api/src/http/route-methods.js';
import { type Caller, validationPipe } from '../../apps/api/src/http/validation.js';
import { LiveModule } from '../../apps/api/src/live/live.module.js';
import { QueueService } from '../../apps/api/src/queue/queue.service.js';
import { SecretsModule } from '../../apps/api/src/secrets/secrets.module.js';
import type { TestDatabase } from './database.js';
import { NO_GOOGLE } from './port.js';

/** Callers by access token, added and removed by the test. */
export class KnownTokens extends Authenticator {
  readonly callers = new Map<string, Caller>();

  async authenticate(accessToken: string): Promise<Caller> {
    const caller = this.callers.get(accessToken);
    if (!caller) throw new DomainError('unauthenticated');
    return caller;
  }
}

export interface PartOfApi {
  url: string;
  config: Config;
  app: NestFastifyApplication;
  tokens: KnownTokens;
  close(): Promise<void>;
}

@Global()
@Module({})
class Surroundings {
  static of(providers: Provider[], tokens: Provider[]): DynamicModule {
    return { module: Surroundings, providers, exports: tokens };
  }
}

@Module({})
class Part {}

/** A server of live events, the audit log and the given modules alone, on a free port of loopback, for tests of just these. */
export async function startPart(database: TestDatabase, imports: ModuleMetadata['imports'] = []): Promise<PartOfApi> {
  const dataDir = mkdtempSync(join(tmpdir(), 'openly-part-'));
  const port = await freePort();
  const config = loadConfig({
    OPENLY_PORT: String(port),
    OPENLY_DATA_DIR: dataDir,
    OPENLY_GOOGLE_URL: NO_GOOGLE,
  });
  const tokens = new KnownTokens();
  const provided = [
    { provide: CONFIG, useValue: config },
    { provide: Authenticator, useValue: tokens },
    // Jobs are other tests' matter; nothing here waits for one.
    { provide: QueueService, useValue: { handle: () => undefined, add: () => Promise.resolve() } },
  ];
  const part: DynamicModule = {
    module: Part,
    imports: [
      Surroundings.of(provided, [CONFIG, Authenticator, QueueService] as unknown as Provider[]),
      DatabaseModule.at(database.connections),
      SecretsModule,
      LiveModule,
      AuditModule,
      ...imports,
    ],
  };
  const adapter = new FastifyAdapter({ routerOptions: { maxParamLength: 500 } });
  const routes = new RouteMethods(adapter.getInstance());
  const app = await NestFactory.create<NestFastifyApplication>(part, adapter, {
    bodyParser: false,
    logger: ['error', 'fatal'],
    abortOnError: false,
  });
  registerBodyParsers(adapter.getInstance());
  app.useGlobalFilters(new ProblemFilter(routes));
  app.useGlobalPipes(validationPipe());
  await app.listen(port, '127.0.0.1');
  return {
    url: `http://127.0.0.1:${port}`,
    config,
    app,
    tokens,
    close: async () => {
      await app.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A team with accounts of these addresses, straight into the tables. */
export async function buildTeam(
  database: TestDatabase,
  emails: string[],
  { teamName = 'Example', senderName = 'Sam Sender' as string | null } = {},
): Promise<{ teamId: string; accountIds: string[] }> {
  const teamId = randomUUID();
  await database.query('insert into team (id, name) values ($1, $2)', [teamId, teamName]);
  const accountIds: string[] = [];
  for (const email of emails) {
    const id = randomUUID();
    accountIds.push(id);
    await database.query(
      `insert into account (id, team_id, google_subject, email, name, sender_id) values ($1, $2, $3, $4, $5, $6)`,
      [id, teamId, randomUUID(), email, senderName, id.slice(0, 8) + id.slice(9, 13)],
    );
  }
  return { teamId, accountIds };
}
