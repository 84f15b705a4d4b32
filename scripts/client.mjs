// Writes libs/client/src/generated.ts, the types of the API, from what the built API says of itself. It is not started
// for that. With --check nothing is written, and it fails where the file is not what it would write.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import openapiTypes, { astToString } from 'openapi-typescript';
import { AppModule } from '../apps/api/dist/app.module.js';
import { loadConfig } from '../apps/api/dist/config.js';
import { describeApi } from '../apps/api/dist/http/openapi.js';

const file = join(import.meta.dirname, '../libs/client/src/generated.ts');
const folder = mkdtempSync(join(tmpdir(), 'openly-client-'));
const nowhere = { ownerUrl: 'postgres://nowhere', appUrl: 'postgres://nowhere', stepDown: false };
const module = AppModule.with(loadConfig({ OPENLY_DATA_DIR: folder }), nowhere);
const app = await NestFactory.create(module, new FastifyAdapter(), {
  preview: true,
  logger: ['error'],
  abortOnError: false,
});
// What has a default may be left out.
const types = astToString(await openapiTypes(describeApi(app), { defaultNonNullable: false }));
const text = `// Written by \`npm run client\` from /openapi.json.\n${types}`;
rmSync(folder, { recursive: true });

if (!process.argv.includes('--check')) writeFileSync(file, text);
else if (readFileSync(file, 'utf8') !== text) {
  console.error('libs/client/src/generated.ts is not what `npm run client` writes. Run it.');
  process.exit(1);
}
process.exit(0);
