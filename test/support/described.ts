import { appendFileSync } from 'node:fs';
import { afterAll } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { isLoopback } from '../../apps/api/src/config.js';
import { CONFIG } from '../../apps/api/src/config.token.js';
import { describeApi } from '../../apps/api/src/http/openapi.js';

interface Content {
  schema?: object;
  example?: unknown;
}
export interface DescribedResponse {
  content?: Record<string, Content>;
}
export interface DescribedOperation {
  summary?: string;
  tags?: string[];
  parameters?: { name: string; in: string; description?: string }[];
  requestBody?: { content: Record<string, Content> };
  responses: Record<string, DescribedResponse & { $ref?: string }>;
}

/** One answer of the server, and what was asked. */
export interface Exchange {
  method: string;
  /** As the document has it: `/v1/messages/{id}`. */
  template: string;
  /** Parsed; undefined where none was sent as JSON. */
  asked?: unknown;
  status: number;
  contentType: string | undefined;
  /** Undefined where it has none, or comes in pieces. */
  body: string | undefined;
}

/** Holds what a server answers against its own description. */
export class Description {
  private readonly validators = new Map<object, ValidateFunction>();
  private readonly ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }));
  private readonly components: object;

  constructor(readonly document: OpenAPIObject) {
    this.components = { ...document.components, schemas: closed(document.components?.schemas) };
  }

  operation(method: string, template: string): DescribedOperation | undefined {
    const item = this.document.paths[template] as Record<string, DescribedOperation> | undefined;
    return item?.[method === 'HEAD' ? 'get' : method.toLowerCase()];
  }

  /** Every status of every route of a controller: `GET /v1/me 200`. */
  answers(): string[] {
    const answeredHere = Object.entries(this.document.paths).filter(([template]) => !/^\/[ol]\//.test(template));
    return answeredHere.flatMap(([template, item]) =>
      Object.entries(item as Record<string, DescribedOperation>).flatMap(([method, { responses }]) =>
        Object.keys(responses).map((status) => `${method.toUpperCase()} ${template} ${status}`),
      ),
    );
  }

  response(operation: DescribedOperation, status: number | string): DescribedResponse | undefined {
    const response = operation.responses[status];
    const shared = this.document.components?.responses as Record<string, DescribedResponse> | undefined;
    return response?.$ref ? shared?.[response.$ref.replace('#/components/responses/', '')] : response;
  }

  /** What is wrong with a value that is to have this schema; null: nothing. */
  faultOf(schema: object, value: unknown): string | null {
    let validate = this.validators.get(schema);
    if (!validate) {
      validate = this.ajv.compile({ ...schema, components: this.components });
      this.validators.set(schema, validate);
    }
    return validate(value) ? null : this.ajv.errorsText(validate.errors, { dataVar: '' });
  }

  /** What the document says otherwise, and what is to be written where; null: nothing. */
  differenceOf({ method, template, asked, status, contentType, body }: Exchange): string | null {
    const operation = this.operation(method, template);
    if (!operation) return 'is not in /openapi.json: is it the route of a controller, with @Describe?';
    const response = this.response(operation, status);
    const said = body?.slice(0, 300) ?? '';
    if (!response) return `answered ${status}, which its @Describe does not say (answer, answers or problems): ${said}`;
    const mediaType = contentType?.split(';')[0];
    const content = mediaType === undefined ? undefined : response.content?.[mediaType];
    if (!content && (body || response.content) && method !== 'HEAD') {
      return `answered ${status} with ${mediaType ?? 'nothing'}, which its @Describe does not say: ${said}`;
    }
    if (content?.schema && body && mediaType?.endsWith('json')) {
      const fault = this.faultOf(content.schema, JSON.parse(body));
      if (fault)
        return `answered ${status} otherwise than its schema, or its @Describe lacks the code:${fault}: ${said}`;
    }
    const taken = operation.requestBody?.content['application/json']?.schema;
    const fault = status < 400 && taken && asked !== undefined ? this.faultOf(taken, asked) : null;
    return fault && `took a body that its schema does not allow:${fault}`;
  }
}

/** The same schemas, in which an object has no properties but those named. */
function closed<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(closed) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, closed(each)]));
  const isObject = copy.type === 'object' && copy.properties && copy.additionalProperties === undefined;
  return (isObject ? { ...copy, additionalProperties: false } : copy) as Value;
}

/** What a browser or a program is shown, not part of the API. */
const ASIDE = /^\/($|docs|openapi\.json)/;
const templateOf = (url: string) => url.replace(/:([A-Za-z]+)/g, '{$1}');

/** Fills up with every route of the API that this server gets, `GET /v1/me`. Call before it listens. */
export function routesOf(app: NestFastifyApplication): string[] {
  const routes: string[] = [];
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRoute', ({ url, method }) => {
      const own = [method].flat().filter((each) => each !== 'HEAD' && each !== 'OPTIONS');
      if (!ASIDE.test(url)) routes.push(...own.map((each) => `${each} ${templateOf(url)}`));
    });
  return routes;
}

const differences = new Set<string>();
/** `GET /v1/me 200` of each answer; what is described begins with a question mark. */
const seen = new Set<string>();
let described: string[] = [];

/**
 * Holds every answer of this server against its description, from now on to the end of the file, which fails where one
 * differs. Call before it listens.
 */
export function watchAnswers(app: NestFastifyApplication): void {
  let description: Description | undefined;
  const server = app.getHttpAdapter().getInstance();
  server.addHook('onSend', (request, reply, payload, done) => {
    const url = request.routeOptions.url;
    const template = url === undefined ? undefined : templateOf(url);
    done(null, payload);
    // A sandbox refuses other machines whatever they ask for.
    if (app.get(CONFIG).sandbox && !(isLoopback(request.hostname) && isLoopback(request.ip))) return;
    if (template === undefined || request.is404 || ASIDE.test(template) || request.method === 'OPTIONS') return;
    if (!description) {
      description = new Description(describeApi(app));
      described = description.answers().map((answer) => `?${answer}`);
    }
    const isJson = request.headers['content-type']?.includes('application/json');
    const difference = description.differenceOf({
      method: request.method,
      template,
      asked: isJson ? request.body : undefined,
      status: reply.statusCode,
      contentType: reply.getHeader('content-type') as string | undefined,
      body: typeof payload === 'string' && payload !== '' ? payload : undefined,
    });
    if (difference) differences.add(`${request.method} ${template} ${difference}`);
    seen.add(`${request.method} ${template} ${reply.statusCode}`);
  });
}

afterAll(() => {
  if (process.env.OPENLY_TEST_SEEN && seen.size > 0) {
    appendFileSync(process.env.OPENLY_TEST_SEEN, [...described, ...seen, ''].join('\n'));
  }
  if (differences.size > 0) throw new Error(`Not as /openapi.json says:\n${[...differences].join('\n')}`);
});
