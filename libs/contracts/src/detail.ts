import { z } from 'zod';

/**
 * How much is kept of an open, coarsest first: the time and the kind of fetch; with mail program, system and device;
 * with the country; with region and city.
 */
export const detailLevel = z.enum(['count', 'device', 'country', 'city']);
export type DetailLevel = z.infer<typeof detailLevel>;
