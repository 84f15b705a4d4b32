interface Waiting<Item, Result> {
  item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/**
 * Writes that share a commit. While one group is being written those that arrive collect, and the next statement takes
 * them all: a single one waits for nobody, and many cost little more than one.
 *
 * Where a group fails its members are written one by one, so that one bad row harms none of the others; so a write that
 * was rolled back must be harmless to repeat.
 */
export class Groups<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  private writing = false;

  /**
   * @param write gets the results in the order of the items; all or nothing
   * @param most items in one group
   */
  constructor(
    private readonly write: (items: readonly Item[]) => Promise<readonly Result[]>,
    private readonly most = 200,
  ) {}

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (this.writing) return;
      this.writing = true;
      void this.writeAll();
    });
  }

  private async writeAll(): Promise<void> {
    while (this.waiting.length > 0) {
      // One turn of the event loop: what arrives in it belongs to the same moment.
      await new Promise((turned) => setImmediate(turned));
      await this.settle(this.waiting.splice(0, this.most));
    }
    this.writing = false;
  }

  private async settle(group: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.write(group.map(({ item }) => item));
      for (const [index, { resolve }] of group.entries()) resolve(results[index] as Result);
    } catch (error) {
      if (group.length === 1) return group[0]?.reject(error);
      for (const one of group) await this.settle([one]);
    }
  }
}
