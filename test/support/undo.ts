/** Ends what was started, the last first. */
export class Undo {
  private readonly steps: (() => Promise<unknown> | unknown)[] = [];

  /** Has this done at the end. */
  add(step: () => Promise<unknown> | unknown): void {
    this.steps.push(step);
  }

  /** Has this closed at the end. @returns the same thing */
  keep<T extends { close(): Promise<void> | void }>(thing: T): T {
    this.add(() => thing.close());
    return thing;
  }

  /** Does it all; once, however often it is called. */
  readonly all = async (): Promise<void> => {
    for (const step of this.steps.splice(0).reverse()) await step();
  };
}
