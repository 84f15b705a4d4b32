/** Does the work while `renew` keeps its lease, again and again. */
export async function whileRenewed<T>(
  renew: () => Promise<unknown>,
  everyMs: number,
  work: () => Promise<T>,
): Promise<T> {
  const renewal = setInterval(() => {
    // Not renewed once is no harm; not renewed for long, the lease is lost and the next step notices.
    renew().catch(() => undefined);
  }, everyMs);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
  }
}
