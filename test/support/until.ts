/** Waits until the condition gives something, looking every 20 ms. @throws Error after `patience` milliseconds. */
export async function until<T>(
  condition: () => Promise<T | false | null | undefined> | T | false | null | undefined,
  patience = 10_000,
  what = 'the expected state',
): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    const outcome = await condition();
    if (outcome !== false && outcome !== null && outcome !== undefined) return outcome;
    if (Date.now() > end) throw new Error(`waited ${patience} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
