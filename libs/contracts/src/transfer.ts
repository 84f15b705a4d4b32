import { z } from 'zod';

/** Public key of a server, as `npm run import -- --key` prints it there (https://age-encryption.org/v1). */
export const serverKey = z.string().regex(/^age1[02-9ac-hj-np-z]{58}$/, 'must be a key that begins with age1');

/** Query of `GET /v1/team/export`. */
export const exportQuery = z.strictObject({
  /**
   * For which server: everything, sealed so that only that server can read it. Its key must be one that this server's
   * operator allows. Absent: in the clear, and without what colleagues' readers did.
   */
  for: serverKey.optional(),
});
export type ExportQuery = z.infer<typeof exportQuery>;
