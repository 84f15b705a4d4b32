import type { OpenAPIObject } from '@nestjs/swagger';
import { type ProblemCode, problemTitles } from '@openly/contracts';
import { type BodyName, bodies } from '@openly/contracts/bodies';
import { z } from 'zod';
import { DomainError } from '../errors.js';
import type { AnswerContent } from './describe.js';
import { problemOf, statusOf } from './problem.filter.js';

type Components = NonNullable<OpenAPIObject['components']>;
type Content = Record<string, { schema?: object; example?: unknown; examples?: Record<string, { value: unknown }> }>;

const SCHEMAS = '#/components/schemas/';
const nameOf = new Map<unknown, string>(Object.entries(bodies).map(([name, { schema }]) => [schema, name]));
const reference = (name: string) => ({ $ref: SCHEMAS + name });

/** Answers are described by what goes in, too: then nothing in them is said to be the last word. */
const conversion = {
  io: 'input' as const,
  // The pattern of a format says nothing more, at great length.
  override: ({ jsonSchema }: { jsonSchema: { format?: string; pattern?: string } }) => {
    if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  },
};

/** A schema of the contracts as JSON Schema (2020-12): by its name where it has one. */
export function convertSchema(schema: unknown): object {
  const name = nameOf.get(schema);
  if (name) return reference(name);
  const { $schema: _, ...converted } = z.toJSONSchema(schema as z.ZodType, conversion);
  return converted;
}

/** Every named body. */
export function componentSchemas(): Components['schemas'] {
  const named = z.registry<{ id: string }>();
  for (const [id, { schema }] of Object.entries(bodies)) named.add(schema, { id });
  const { schemas } = z.toJSONSchema(named, { ...conversion, uri: (id) => SCHEMAS + id });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema: _s, $id: _i, ...schema }]) => [name, schema]),
  ) as Components['schemas'];
}

/** The same content with the example of the body that it names. */
export function withExample(content: { schema?: { $ref?: string } }): object {
  const name = content.schema?.$ref?.slice(SCHEMAS.length) as BodyName | undefined;
  return name && bodies[name] ? { ...content, example: bodies[name].example } : content;
}

/** What a route answers with this status, other than a problem. */
export function answerContent(status: string, answer: AnswerContent, forPeople = false) {
  const isRedirect = status.startsWith('3');
  const content: Content = {};
  const parts = typeof answer === 'string' ? { 'application/json': answer } : (answer ?? {});
  for (const [mediaType, what] of Object.entries(parts)) {
    content[mediaType] =
      mediaType === 'application/json'
        ? { schema: reference(what ?? ''), example: bodies[what as BodyName].example }
        : { schema: mediaType === 'application/octet-stream' ? bytes : text, example: what };
  }
  if (forPeople && !isRedirect) content['text/html'] ??= aPage;
  const description = statusWords[status] ?? 'Done.';
  const location = { Location: { description: 'Where to go on.', schema: { type: 'string' as const } } };
  return {
    description,
    ...(isRedirect && { headers: location }),
    ...(Object.keys(content).length > 0 && { content }),
  };
}

const text = { type: 'string' };
const bytes = { type: 'string', format: 'binary' };
const aPage = { schema: text, example: '<!doctype html>…' };
const statusWords: Readonly<Record<string, string>> = {
  200: 'As asked.',
  201: 'Made.',
  202: 'Taken on; it is done in a moment.',
  204: 'Done; there is nothing to tell.',
  302: 'Go on elsewhere.',
  303: 'Done; go on to the page.',
  404: 'There is no such thing, or not any more.',
};

/** Problems by status; routes that can answer the same ones share a response. */
export class ProblemResponses {
  readonly components: NonNullable<Components['responses']> = {};

  /** A route's responses by status, for the problems it can answer. */
  referencesTo(codes: readonly ProblemCode[], forPeople = false): Record<string, { $ref: string }> {
    const byStatus = new Map<number, ProblemCode[]>();
    for (const code of [...new Set(codes)].sort()) {
      byStatus.set(statusOf[code], [...(byStatus.get(statusOf[code]) ?? []), code]);
    }
    const entries = [...byStatus].map(([status, those]) => {
      const name = [...those, ...(forPeople ? ['page'] : [])].join('.');
      this.components[name] ??= problemResponse(status, those, forPeople);
      return [status, { $ref: `#/components/responses/${name}` }];
    });
    return Object.fromEntries(entries);
  }
}

function problemResponse(status: number, codes: ProblemCode[], forPeople: boolean) {
  const narrowed = { type: 'object', properties: { status: { const: status }, code: { enum: codes } } };
  const exampleOf = (code: ProblemCode) =>
    code === 'invalid_request' ? bodies.Problem.example : problemOf(new DomainError(code));
  const content: Content = {
    'application/problem+json': {
      schema: { allOf: [reference('Problem'), narrowed] },
      examples: Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code) }])),
    },
    ...(forPeople && { 'text/html': aPage }),
  };
  const seconds = { schema: { type: 'integer' as const }, description: 'Seconds until it is worth trying again.' };
  return {
    description: codes.map((code) => `\`${code}\`: ${problemTitles[code]}`).join('\n\n'),
    ...(status === 429 && { headers: { 'Retry-After': seconds } }),
    content,
  };
}
