import createFetchClient, { type Client } from 'openapi-fetch';
import type { components, paths } from './generated.js';

/** A body of the API by its name in `/openapi.json`, for example `Body<'Schedule'>`. */
export type Body<Name extends keyof components['schemas']> = components['schemas'][Name];

/** What `GET` of this path takes in its query, for example `Query<'/v1/reports/summary'>`. */
export type Query<Path extends keyof paths> = paths[Path] extends { get: { parameters: { query?: infer Taken } } }
  ? NonNullable<Taken>
  : never;

export interface ClientOptions {
  /** Of the server, for example `https://openly.example.com`. */
  baseUrl: string;
  /** An access token or an API key; absent: what is public. */
  token?: string;
}

/** What answers are read as: what a route gives besides is asked for by `parseAs`. */
type Json = 'application/json' | 'application/problem+json';

/**
 * The API, typed: `client.GET('/v1/messages/{id}', { params: { path: { id } } })`. Resolves to `{ data, response }`, or
 * to `{ error, response }` with a problem whose `code` is one that this route can answer. Of what is not JSON, such as
 * CSV, `parseAs: 'text'` gives a text and `parseAs: 'stream'` a stream.
 * @throws TypeError where the server cannot be reached
 */
export const createClient = ({ baseUrl, token }: ClientOptions): Client<paths, Json> =>
  createFetchClient<paths, Json>({
    baseUrl,
    ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
  });

/** A list was cut short by this. */
export class ProblemError extends Error {
  constructor(readonly problem: Body<'Problem'>) {
    super(`${problem.code}: ${problem.title}`);
    this.name = 'ProblemError';
  }
}

/** What a list answers. */
interface PageAnswer<Entry> {
  data?: { items: Entry[]; nextCursor: string | null };
  error?: Body<'Problem'>;
}

/**
 * Every entry of a list, page after page:
 * `everyEntry((cursor) => client.GET('/v1/messages', { params: { query: { cursor } } }))`.
 * @throws ProblemError where a page is refused
 */
export async function* everyEntry<Entry>(
  page: (cursor: string | undefined) => Promise<PageAnswer<Entry>>,
): AsyncGenerator<Entry, void> {
  let cursor: string | undefined;
  do {
    const { data, error } = await page(cursor);
    if (error) throw new ProblemError(error);
    yield* data?.items ?? [];
    cursor = data?.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
