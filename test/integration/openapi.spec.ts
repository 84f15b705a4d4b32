import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { problemTitles } from '@openly/contracts';
import { type DescribedOperation, Description } from '../support/described.js';
import { buildWorld, request, SENDER, type World } from '../support/world.js';

let world: World;
let described: Description;
let operations: { name: string; method: string; template: string; operation: DescribedOperation }[];

beforeAll(async () => {
  world = await buildWorld();
  const { body } = await request(world.api.url, 'GET', '/openapi.json');
  described = new Description(body as OpenAPIObject);
  operations = Object.entries(described.document.paths).flatMap(([template, item]) =>
    Object.entries(item as Record<string, DescribedOperation>).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${template}`,
      method: method.toUpperCase(),
      template,
      operation,
    })),
  );
});
afterAll(() => world.close());

const IN_CONTROLLER = 'with @Describe at its method in the controller, see apps/api/src/http/describe.ts';
const IN_WORDS = 'in apps/api/src/http/openapi-words.ts';
const IN_BODIES = 'in libs/contracts/src/bodies';

/** What is still to be written of a route, and where. */
function missingOf({ name, template, operation }: (typeof operations)[number]): string[] {
  const { summary, tags, parameters = [], requestBody, responses } = operation;
  const missing: string[] = [];
  if (!summary) missing.push(`say what it is for and what it answers ${IN_CONTROLLER}`);
  if (!tags?.[0]) missing.push(`say which topic ${template} belongs to (topics) ${IN_WORDS}`);
  for (const { name: parameter, description } of parameters) {
    if (!description) missing.push(`say what ${parameter} is (parameterWords) ${IN_WORDS}`);
  }
  for (const { schema, example } of Object.values(requestBody?.content ?? {})) {
    if (!schema || example === undefined) missing.push(`give its body a name and an example ${IN_BODIES}`);
  }
  const successes = Object.keys(responses).filter((status) => /^[23]/.test(status));
  if (successes.length === 0) missing.push(`say what it answers ${IN_CONTROLLER}`);
  for (const status of successes) {
    const content = Object.values(described.response(operation, status)?.content ?? {});
    if (content.length === 0 && !/^(204|3\d\d)$/.test(status)) {
      missing.push(`say what it answers with ${status}, or @HttpCode(204), ${IN_CONTROLLER}`);
    }
    if (content.some(({ example }) => example === undefined)) missing.push(`give its answer an example ${IN_BODIES}`);
  }
  return missing.map((what) => `${name}: ${what}`);
}

describe('the description of the API', () => {
  it('says of every route what it is for, takes and answers, with examples', () => {
    expect(operations.length).toBeGreaterThan(50);
    expect(operations.flatMap(missingOf)).toEqual([]);
  });

  it('has every route that the server has, and no other', () => {
    const inControllers = operations.filter(({ template }) => !/^\/[ol]\//.test(template));
    expect(inControllers.map(({ name }) => name).sort()).toEqual([...world.api.routes].sort());
  });

  it('has examples that are as it says', () => {
    const faults: string[] = [];
    let examples = 0;
    for (const { name, operation } of operations) {
      const contents = [
        operation.requestBody?.content,
        ...Object.keys(operation.responses).map((status) => described.response(operation, status)?.content),
      ].flatMap((content) => Object.entries(content ?? {}));
      for (const [mediaType, { schema, example, ...rest }] of contents) {
        const { examples: named = {} } = rest as { examples?: Record<string, { value: unknown }> };
        for (const value of example === undefined ? Object.values(named).map((each) => each.value) : [example]) {
          examples += 1;
          const fault = described.faultOf(schema ?? {}, value);
          if (fault) faults.push(`${name} ${mediaType}: ${fault}`);
        }
      }
    }
    expect(faults).toEqual([]);
    expect(examples).toBeGreaterThan(500);
  });

  it('names every problem somewhere, but for those of addresses that are none', () => {
    const text = JSON.stringify(described.document.components?.responses);
    const unnamed = Object.keys(problemTitles).filter((code) => !text.includes(`"${code}"`));
    expect(unnamed).toEqual(['method_not_allowed']);
  });

  it('is right about the image and the links in mail', async () => {
    const { mail } = await sentMail();
    for (const [template, path, statuses] of [
      ['/o/{senderId}/{token}.gif', mail.pixel, [200]],
      ['/o/{senderId}/{token}.gif', '/o/nobody/none.gif', [200]],
      ['/l/{senderId}/{token}', mail.link, [302]],
      ['/l/{senderId}/{token}', '/l/nobody/none', [404]],
    ] as const) {
      const answer = await fetch(world.api.url + path, { redirect: 'manual' });
      expect(statuses).toContain(answer.status);
      const body = await answer.text();
      const contentType = answer.headers.get('content-type') ?? undefined;
      expect(described.differenceOf({ method: 'GET', template, status: answer.status, contentType, body })).toBeNull();
    }
  });
});

async function sentMail() {
  const sender = await world.signIn(SENDER);
  const id = '0198f2a0-0000-7000-8000-0000000000f1';
  const { body } = await sender.call('PUT', `/v1/messages/${id}`, {
    recipients: [{ email: 'ann@example.net', field: 'to' }],
    links: ['https://example.com/offer'],
  });
  const [pixel = ''] = /\/o\/[^"]+/.exec(body.pixelHtml) ?? [];
  return { mail: { pixel, link: new URL(body.links[0].trackedUrl).pathname } };
}

/** The answer to `GET /v1/team`, but for what is given. */
function difference(given: object): string | null {
  const { example } = described.operation('GET', '/v1/team')?.responses['200']?.content?.['application/json'] ?? {};
  const exchange = { method: 'GET', template: '/v1/team', status: 200, contentType: 'application/json; charset=utf-8' };
  return described.differenceOf({ ...exchange, body: JSON.stringify(example), ...given });
}

describe('an answer', () => {
  const problem = (code: string, status: number) => ({
    status,
    contentType: 'application/problem+json',
    body: JSON.stringify({ type: 'x', title: 'x', status, code }),
  });

  it('that is as described passes', () => {
    expect(difference({})).toBeNull();
    expect(difference(problem('unauthenticated', 401))).toBeNull();
  });

  it('of a route, a status, a type or a code that is not described is noticed', () => {
    expect(difference({ template: '/v1/teams' })).toContain('is not in /openapi.json');
    expect(difference({ method: 'POST' })).toContain('is not in /openapi.json');
    expect(difference({ status: 409 })).toContain('answered 409');
    expect(difference({ contentType: 'text/html' })).toContain('answered 200 with text/html');
    expect(difference(problem('proof_required', 403))).toContain('must be equal to one of the allowed values');
    expect(difference(problem('unauthenticated', 403))).toContain('must be equal to one of the allowed values');
  });

  it('that lacks a field, has one too many or one of another kind is noticed', () => {
    const { example } = described.operation('GET', '/v1/team')?.responses['200']?.content?.['application/json'] ?? {};
    const team = example as { policy: object };
    const as = (body: object) => difference({ body: JSON.stringify(body) });
    expect(as({ ...team, id: undefined })).toContain("must have required property 'id'");
    expect(as({ ...team, secret: 1 })).toContain('must NOT have additional properties');
    expect(as({ ...team, policy: { ...team.policy, secret: 1 } })).toContain('/policy must NOT have additional');
    expect(as({ ...team, id: 'none' })).toContain('must match format "uuid"');
  });

  it('to a body that is not described is noticed', () => {
    const exchange = {
      method: 'PATCH',
      template: '/v1/team/policy',
      status: 200,
      contentType: undefined,
      body: undefined,
    };
    const { example } =
      described.operation('PATCH', '/v1/team/policy')?.responses['200']?.content?.['application/json'] ?? {};
    const answered = { ...exchange, contentType: 'application/json', body: JSON.stringify(example) };
    expect(described.differenceOf({ ...answered, asked: { detail: 'city' } })).toBeNull();
    expect(described.differenceOf({ ...answered, asked: { secret: 1 } })).toContain('took a body');
  });
});
