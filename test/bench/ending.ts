/** Keeps what is to be ended after the work, and gives it back. */
export type Kept = <Thing extends { close(): Promise<void> } | { end(): Promise<void> }>(thing: Thing) => Thing;

/** Does the work, then ends what was kept, the last first: also when it fails, or is interrupted by Ctrl-C. */
export async function endingAfter(work: (kept: Kept, signal: AbortSignal) => Promise<void>): Promise<void> {
  const undo: (() => Promise<void>)[] = [];
  // Asked once, it ends in order; asked again, at once.
  const interruption = new AbortController();
  const interrupt = () => interruption.abort(new Error('interrupted'));
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    await work((thing) => {
      undo.push(() => ('close' in thing ? thing.close() : thing.end()));
      return thing;
    }, interruption.signal);
  } finally {
    for (const step of undo.reverse()) await step();
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}
