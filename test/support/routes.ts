import { request } from './world.js';

/** A JSON schema, as far as bodies of this API use it. */
export interface BodySchema {
  type?: string;
  enum?: unknown[];
  anyOf?: BodySchema[];
  properties?: Record<string, BodySchema>;
  required?: string[];
  items?: BodySchema;
  minItems?: number;
  minimum?: number;
  minLength?: number;
  format?: string;
  pattern?: string;
}

/** A route as `/openapi.json` describes it. */
export interface DescribedRoute {
  method: string;
  /** With its parameters in braces: `/v1/messages/{id}`. */
  template: string;
  body: BodySchema | null;
  /** Whether it answers without an account. */
  isPublic: boolean;
  needs: { role: string; scope: string | null } | null;
  /** Whether an API key names an account with it. */
  takesAccountId: boolean;
}

interface Operation {
  requestBody?: { content?: Record<string, { schema?: BodySchema }> };
  parameters?: { name: string; in: string }[];
  'x-openly-needs'?: { role: string; scope: string | null };
}

/** Every route of the server at this address. */
export async function describedRoutes(url: string): Promise<DescribedRoute[]> {
  const { body } = await request(url, 'GET', '/openapi.json');
  const paths = Object.entries(body.paths as Record<string, Record<string, Operation>>);
  return paths.flatMap(([template, methods]) =>
    Object.entries(methods).map(([method, route]) => ({
      method: method.toUpperCase(),
      template,
      body: route.requestBody ? (route.requestBody.content?.['application/json']?.schema ?? {}) : null,
      isPublic: /^\/(r|l|o|join|health|metrics|privacy|\.well-known|v1\/auth)(\/|$)/.test(template),
      needs: route['x-openly-needs'] ?? null,
      takesAccountId: (route.parameters ?? []).some(({ name }) => name === 'accountId'),
    })),
  );
}

/** The path of a route, with this in place of each parameter. */
export const filled = (template: string, value: string): string => template.replace(/\{[^}]+\}/g, value);

/** Texts of which the first that a pattern takes is used. */
const TEXTS = ['a1', '2031-05-05T08:00:00.000Z', '2031-05-05', '0198f2a0-0000-7000-8000-000000000001', 'x'.repeat(43)];
/** What a schema cannot say: the field's name does. */
const BY_NAME: Record<string, unknown> = {
  url: 'https://crm.example.com/openly',
  email: 'ann@example.net',
  emails: ['ann@example.net'],
  timeZone: 'Europe/Amsterdam',
  rule: 'FREQ=DAILY',
  when: 'tomorrow 8am',
  from: new Date().toISOString(),
  to: new Date().toISOString(),
};

/** A body that this schema takes: what it asks for, or where it asks for nothing its first field. */
export function exampleOf(schema: BodySchema, name = ''): unknown {
  if (name in BY_NAME) return BY_NAME[name];
  if (schema.anyOf?.[0]) return exampleOf(schema.anyOf[0], name);
  if (schema.enum) return schema.enum[0];
  if (schema.type === 'object') {
    const properties = Object.entries(schema.properties ?? {});
    const asked = properties.filter(([key]) => schema.required?.includes(key));
    const given = asked.length > 0 ? asked : properties.slice(0, 1);
    return Object.fromEntries(given.map(([key, value]) => [key, exampleOf(value, key)]));
  }
  if (schema.type === 'array') {
    return Array.from({ length: schema.minItems ?? 0 }, () => exampleOf(schema.items ?? {}));
  }
  if (schema.type === 'boolean') return true;
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 1;
  const pattern = new RegExp(schema.pattern ?? '');
  return TEXTS.find((text) => pattern.test(text) && text.length >= (schema.minLength ?? 0));
}
