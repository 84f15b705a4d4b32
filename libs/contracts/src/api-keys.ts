import { z } from 'zod';
import { scope } from './access.js';
import { instant, uuid } from './common.js';

/** Days that an API key lives at most, and where its maker says nothing. */
export const API_KEY_DAYS = 366;
/** API keys that one team may have. */
export const MOST_API_KEYS = 100;

/** Body of `POST /v1/api-keys`. */
export const createApiKey = z.strictObject({
  /** By which people know it again, for example `monthly figures`. */
  name: z.string().trim().min(1).max(100),
  scopes: z
    .array(scope)
    .min(1)
    .max(scope.options.length)
    .refine((all) => new Set(all).size === all.length, 'names a scope twice'),
  /** In the future, and at most 366 days ahead; so long where it is absent. */
  expiresAt: instant.optional(),
});
export type CreateApiKey = z.infer<typeof createApiKey>;

/** An API key as it is listed: never the key itself, which only its hash is kept of. */
export const apiKey = z.object({
  id: uuid,
  name: z.string(),
  /** How the key begins. */
  prefix: z.string(),
  scopes: z.array(scope),
  /** The account of whoever made it: a key may never do more than its maker, and ends with that account. */
  createdBy: uuid,
  createdAt: instant,
  expiresAt: instant,
  /** To the minute; null before the first request. */
  lastUsedAt: instant.nullable(),
});
export type ApiKey = z.infer<typeof apiKey>;

/** Answer of `POST /v1/api-keys`: the only time that the key is told. */
export const createdApiKey = apiKey.extend({
  /** `openly_` and 49 letters and digits, the last 6 of which are a checksum. Sent as `Authorization: Bearer …`. */
  key: z.string(),
});
export type CreatedApiKey = z.infer<typeof createdApiKey>;
