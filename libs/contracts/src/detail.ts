import { z } from 'zod';
import { uuid } from './common.js';

/**
 * How much is kept of an open, coarsest first: the time and the kind of fetch; with mail program, system and device;
 * with the country; with region and city.
 */
export const detailLevel = z.enum(['count', 'device', 'country', 'city']);
export type DetailLevel = z.infer<typeof detailLevel>;

const policy = {
  /** The finest that may be kept of any open of the team. */
  detail: detailLevel,
  /** Days after which an open or a click is deleted. */
  recordsKeptDays: z.number().int().min(1).max(365),
};

/** Body of `PATCH /v1/team/policy`: what is left out stays as it is. */
export const changePolicy = z.strictObject(policy).partial();
export type ChangePolicy = z.infer<typeof changePolicy>;

/** Answer of `GET /v1/team` and of `PATCH /v1/team/policy`. */
export const team = z.object({ id: uuid, name: z.string(), policy: z.object(policy) });
export type Team = z.infer<typeof team>;
