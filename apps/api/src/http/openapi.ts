import type { INestApplication } from '@nestjs/common';
import { MetadataScanner, ModulesContainer, Reflector } from '@nestjs/core';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { ProblemCode } from '@openly/contracts';
import { scopes } from '@openly/contracts';
import { descriptionOf, type RouteDescription } from './describe.js';
import { actsForAccount, type RouteNeeds, saidNeedsOf } from './needs.js';
import { answerContent, componentSchemas, convertSchema, ProblemResponses, withExample } from './openapi-parts.js';
import { about, parameterWords, readersPaths, topicOf, topics } from './openapi-words.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']> & { 'x-openly-needs'?: RouteNeeds };
type Parameters = { name: string; in: string; required?: boolean; description?: string; schema?: object }[];

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;

/**
 * The description of the API, OpenAPI 3.1: paths, parameters and bodies from the routes and the schemas that validate
 * them, what they need from `@Needs`, what they answer from `@Describe`. The application need not have been started.
 */
export function describeApi(app: INestApplication): OpenAPIObject {
  const outline = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Openly')
    .setDescription(about)
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addBearerAuth({ type: 'http', bearerFormat: 'opaque', description: 'The access token of a sign-in.' }, 'session')
    .addBearerAuth({ type: 'http', bearerFormat: 'opaque', description: 'An API key: `openly_…`.' }, 'apiKey')
    .build();
  const document = SwaggerModule.createDocument(app, outline, {
    operationIdFactory: operationIdOf,
    standardSchemaConverter: (schema) => ({ schema: convertSchema(schema) }),
  });
  const routes = routesOf(app);
  const problems = new ProblemResponses();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation: Operation | undefined = item[method];
      if (operation) complete(operation, method, path, routes.get(operation.operationId ?? '') ?? {}, problems);
    }
  }
  const paths = Object.entries({ ...document.paths, ...readersPaths });
  const place = ([path]: [string, unknown]) => topics.findIndex(({ name }) => name === topicOf(path));
  document.paths = Object.fromEntries(
    paths.sort((one, other) => place(one) - place(other) || (one[0] < other[0] ? -1 : 1)),
  );
  document.tags = topics.map(({ name, description }) => ({ name, description }));
  document.components = { ...document.components, schemas: componentSchemas(), responses: problems.components };
  return document;
}

const operationIdOf = (controller: string, method: string) => `${controller.replace(/Controller$/, '')}.${method}`;

/** What a route's decorators say. */
interface Route {
  needs?: RouteNeeds | undefined;
  said?: RouteDescription | undefined;
}

/** By `operationId`. */
function routesOf(app: INestApplication): Map<string, Route> {
  const [scanner, reflector] = [new MetadataScanner(), app.get(Reflector)];
  const routes = new Map<string, Route>();
  for (const { controllers } of app.get(ModulesContainer).values()) {
    for (const { name, metatype } of controllers.values()) {
      for (const method of scanner.getAllMethodNames(metatype?.prototype)) {
        const handler = metatype?.prototype[method];
        const route = { needs: saidNeedsOf(reflector, handler), said: descriptionOf(reflector, handler) };
        routes.set(operationIdOf(name, method), route);
      }
    }
  }
  return routes;
}

function complete(
  operation: Operation,
  method: string,
  path: string,
  { needs, said }: Route,
  problems: ProblemResponses,
): void {
  operation.tags = [topicOf(path) ?? ''];
  operation.summary = said?.summary;
  operation.description = said?.description;
  if (needs) describeNeeds(operation, needs);
  describeParameters(operation);
  const content = (operation.requestBody as { content?: Record<string, object> } | undefined)?.content;
  if (content?.['application/json']) {
    content['application/json'] = withExample(content['application/json']);
    if (said?.forPeople) content['application/x-www-form-urlencoded'] = content['application/json'];
  }
  if (!said) return;
  // Nest has put the status of the route itself there, from `@HttpCode`.
  const [status = '200'] = Object.keys(operation.responses);
  const answers = said.answers ?? { [status]: said.answer ?? null };
  const codes = [...(said.problems ?? []), ...commonProblems(operation, method, needs)];
  operation.responses = {
    ...Object.fromEntries(
      Object.entries(answers).map(([each, answer]) => [each, answerContent(each, answer, said.forPeople)]),
    ),
    ...problems.referencesTo(codes, said.forPeople),
  };
}

/** The problems of a route that come of what it takes and what it needs. */
function commonProblems({ parameters, requestBody }: Operation, method: string, needs?: RouteNeeds): ProblemCode[] {
  const names = ((parameters ?? []) as Parameters).map(({ name }) => name);
  const codes: ProblemCode[] = ['internal', 'unavailable'];
  if (needs || requestBody || names.length > 0) codes.push('invalid_request');
  if (method !== 'get') codes.push('invalid_json', 'payload_too_large', 'unsupported_media_type');
  if (needs) codes.push('unauthenticated', 'forbidden', 'rate_limited');
  if (needs?.scope) codes.push('scope_missing');
  if (names.includes('accountId')) codes.push('account_not_found');
  if (names.includes('Idempotency-Key')) codes.push('idempotency_conflict');
  return codes;
}

/** Says of a route what it needs: in words, and which credentials it takes. */
function describeNeeds(operation: Operation, needs: RouteNeeds): void {
  const { role, scope } = needs;
  const words = [operation.description, `Needs the role \`${role}\` or one above it.`];
  operation['x-openly-needs'] = needs;
  operation.security = [{ session: [] }];
  if (scope === null) {
    words.push('Not for API keys.');
  } else {
    operation.security.push({ apiKey: [] });
    words.push(`An API key needs the scope \`${scope}\`: ${scopes[scope].allows}.`);
  }
  operation.description = words.filter(Boolean).join(' ');
  if (!actsForAccount(needs)) return;
  const schema = { type: 'string', format: 'uuid' };
  operation.parameters = [...(operation.parameters ?? []), { name: 'accountId', in: 'query', required: false, schema }];
}

function describeParameters(operation: Operation): void {
  for (const parameter of (operation.parameters ?? []) as Parameters) {
    // Nest writes headers as the handler reads them, and takes each for required.
    if (parameter.in === 'header') {
      parameter.name = parameter.name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
      parameter.required = false;
    }
    // So does it with a query that has no schema: whatever it says is taken.
    if (parameter.name === 'lang') parameter.required = false;
    parameter.description ??= parameterWords[parameter.name];
  }
}
