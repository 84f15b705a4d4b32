import { z } from 'zod';

/** Public key of a server, as `npm run import -- --key` prints it there (https://age-encryption.org/v1). */
export const serverKey = z.string().regex(/^age1[02-9ac-hj-np-z]{58}$/, 'must be a key that begins with age1');

/** Query of `GET /v1/team/export`. */
export const exportQuery = z.strictObject({
  for: serverKey
    .optional()
    .describe(
      'For which server: its key, `age1…`, one that this server’s operator allows. Only that server can read what is answered then. Without: in the clear, and without colleagues’ mail.',
    ),
});
export type ExportQuery = z.infer<typeof exportQuery>;
