/** PostgreSQL's `deadlock_detected`: this transaction was rolled back so that another could go on. */
const DEADLOCK = '40P01';
const TRIES = 4;

/** Does a whole transaction again where it was rolled back for another one's sake. */
export async function retryDeadlocks<T>(transaction: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await transaction();
    } catch (error) {
      if (tried === TRIES || (error as { code?: string }).code !== DEADLOCK) throw error;
    }
  }
}
