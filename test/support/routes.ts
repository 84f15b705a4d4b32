import { request } from './world.js';

/** A route as `/openapi.json` describes it. */
export interface DescribedRoute {
  method: string;
  /** With its parameters in braces: `/v1/messages/{id}`. */
  template: string;
  /** Its example; undefined where it takes none. */
  body: unknown;
  /** Whether it answers without an account. */
  isPublic: boolean;
  needs: { role: string; scope: string | null } | null;
  /** Whether an API key names an account with it. */
  takesAccountId: boolean;
}

interface Operation {
  requestBody?: { content: Record<string, { example?: unknown }> };
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
      body: route.requestBody?.content['application/json']?.example,
      isPublic: /^\/(r|l|o|join|health|metrics|privacy|\.well-known|v1\/auth)(\/|$)/.test(template),
      needs: route['x-openly-needs'] ?? null,
      takesAccountId: (route.parameters ?? []).some(({ name }) => name === 'accountId'),
    })),
  );
}

/** The path of a route, with this in place of each parameter. */
export const filled = (template: string, value: string): string => template.replace(/\{[^}]+\}/g, value);
