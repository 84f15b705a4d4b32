import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

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
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<div id="ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</html>`;

/** What Swagger UI asks for when it is dark, and how it looks. */
const start = `
const dark = matchMedia('(prefers-color-scheme: dark)');
const paint = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', paint);
paint();
SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#ui',
  deepLinking: true,
  docExpansion: 'list',
  filter: true,
  tryItOutEnabled: true,
  defaultModelsExpandDepth: 0,
});
`;

/** Nothing from elsewhere: Swagger UI styles itself inline and shows its own images from data URIs. */
const policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

/** `GET /openapi.json` describes the API from the same schemas that validate it; `/docs` shows it. */
export function serveDocs(app: NestFastifyApplication): void {
  let description: Promise<object> | undefined;
  const folder = createRequire(import.meta.url)
    .resolve('swagger-ui-dist/package.json')
    .replace(/package\.json$/, '');
  const server = app.getHttpAdapter().getInstance();
  server.get('/openapi.json', () => {
    description ??= described(app);
    return description;
  });
  server.get('/', (_request, reply) => reply.redirect('/docs'));
  server.get('/docs', (_request, reply) =>
    reply.type('text/html; charset=utf-8').header('content-security-policy', policy).send(page),
  );
  server.get('/docs/start.js', (_request, reply) => reply.type('text/javascript; charset=utf-8').send(start));
  for (const [name, type] of Object.entries(assets)) {
    server.get(`/docs/${name}`, (_request, reply) => reply.type(type).send(readFileSync(folder + name)));
  }
}

/** What writes the description takes 10 MB, and most servers are never asked for it. */
async function described(app: NestFastifyApplication): Promise<object> {
  const { describeApi } = await import('./openapi.js');
  return describeApi(app);
}
