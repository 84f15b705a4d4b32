import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { scopes } from '@openly/contracts';
import { actsForAccount, NEEDS_EXTENSION, type RouteNeeds } from './needs.js';

/** Files of Swagger UI that the page needs, by their type. */
const assets = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
} as const;

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Openly API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<div id="ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</html>`;

const start = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#ui', deepLinking: true });`;

/** Nothing from elsewhere: Swagger UI styles itself inline and shows its own images from data URIs. */
const policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

/** `GET /openapi.json` describes the API from the same schemas that validate it; `/docs` shows it. */
export function serveDocs(app: NestFastifyApplication): void {
  const outline = new DocumentBuilder()
    .setTitle('Openly')
    .setDescription(
      'Schedules mail from Gmail and shows read receipts, with the reader’s knowledge. ' +
        'Where a place is shown, `placeCredit` of the same answer is to be shown with it, as a link.',
    )
    .setVersion('1')
    .addBearerAuth({ type: 'http', bearerFormat: 'opaque', description: 'The access token of a sign-in.' }, 'session')
    .addBearerAuth({ type: 'http', bearerFormat: 'opaque', description: 'An API key: `openly_…`.' }, 'apiKey')
    .build();
  SwaggerModule.setup('docs', app, () => withNeeds(SwaggerModule.createDocument(app, outline)), {
    ui: false,
    raw: ['json'],
    jsonDocumentUrl: 'openapi.json',
  });
  const folder = createRequire(import.meta.url)
    .resolve('swagger-ui-dist/package.json')
    .replace(/package\.json$/, '');
  const server = app.getHttpAdapter().getInstance();
  server.get('/', (_request, reply) => reply.redirect('/docs'));
  server.get('/docs', (_request, reply) =>
    reply.type('text/html; charset=utf-8').header('content-security-policy', policy).send(page),
  );
  server.get('/docs/start.js', (_request, reply) => reply.type('text/javascript; charset=utf-8').send(start));
  for (const [name, type] of Object.entries(assets)) {
    server.get(`/docs/${name}`, (_request, reply) => reply.type(type).send(readFileSync(folder + name)));
  }
}

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']> & { [NEEDS_EXTENSION]?: RouteNeeds };

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;

/** Says of every route what it needs: in words, and which credentials it takes. */
function withNeeds(document: OpenAPIObject): OpenAPIObject {
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation: Operation | undefined = path[method];
      if (operation?.[NEEDS_EXTENSION]) describeNeeds(operation, operation[NEEDS_EXTENSION]);
    }
  }
  return document;
}

function describeNeeds(operation: Operation, needs: RouteNeeds): void {
  const { role, scope } = needs;
  const words = [operation.description, `Needs the role \`${role}\` or one above it.`];
  operation.security = [{ session: [] }];
  if (scope === null) {
    words.push('Not for API keys.');
  } else {
    operation.security.push({ apiKey: [] });
    words.push(`An API key needs the scope \`${scope}\`: ${scopes[scope].allows}.`);
  }
  operation.description = words.filter(Boolean).join(' ');
  if (!actsForAccount(needs)) return;
  operation.parameters = [
    ...(operation.parameters ?? []),
    {
      name: 'accountId',
      in: 'query',
      required: false,
      description: 'The account an API key acts for; required with one, refused without.',
      schema: { type: 'string', format: 'uuid' },
    },
  ];
}
