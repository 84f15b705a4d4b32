import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type ProductOptions, type ProductProcess, startProduct } from '../../support/product.js';

const wrongClock = pathToFileURL(join(import.meta.dirname, 'wrong-clock.mjs')).href;

export interface WorkersOptions {
  product: Omit<ProductOptions, 'role' | 'googleUrl'>;
  /** Where each worker finds Google; as many workers as there are. */
  googleUrls: readonly string[];
  wrongClock: { worker: number; seconds: number };
}

/** The worker processes of the product; one that dies is started again, as whatever runs them in earnest would. */
export class Workers {
  private readonly running: (ProductProcess | null)[] = [];
  private readonly starting = new Map<number, Promise<void>>();
  private closed = false;
  /** How often a worker was killed. */
  kills = 0;
  /** Last lines of workers that ended without being killed. */
  readonly ownEnds: string[] = [];
  /** Why workers did not start, as while PostgreSQL is away, and how often. */
  readonly failedStarts = new Map<string, number>();

  private constructor(private readonly options: WorkersOptions) {}

  static async start(options: WorkersOptions): Promise<Workers> {
    const workers = new Workers(options);
    await Promise.all(options.googleUrls.map((_, index) => workers.spawn(index)));
    return workers;
  }

  /** SIGKILL; resolves when the process is gone, and lets another take its place. */
  async kill(index: number): Promise<void> {
    // One that has begun to work may not have said yet that it is ready.
    await this.starting.get(index);
    const worker = this.running[index];
    if (!worker) return;
    this.running[index] = null;
    this.kills += 1;
    await worker.kill('SIGKILL');
    this.replace(index);
  }

  /** Stops the clocks of all workers but one: they hang where they are. */
  freezeAllBut(index: number): void {
    this.signalOthers(index, 'SIGSTOP');
  }

  thawAllBut(index: number): void {
    this.signalOthers(index, 'SIGCONT');
  }

  /** What the workers that run now have printed. */
  logs(): { name: string; log: string }[] {
    return this.running.map((worker, index) => ({
      name: `worker ${index + 1}`,
      log: worker?.log() ?? 'is not running',
    }));
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(this.running.map((worker) => worker?.kill('SIGKILL')));
    await Promise.all(this.starting.values());
  }

  private signalOthers(index: number, signal: NodeJS.Signals): void {
    for (const [other, worker] of this.running.entries()) {
      if (other !== index && worker?.running()) process.kill(worker.pid, signal);
    }
  }

  private replace(index: number): void {
    const started = this.spawn(index).catch((error: Error) => {
      // PostgreSQL may be away at this moment.
      if (this.closed) return;
      const lines = error.message.split('\n');
      const why = lines.find((line) => /openly: |Error: /.test(line)) ?? error.message;
      this.failedStarts.set(why, (this.failedStarts.get(why) ?? 0) + 1);
      setTimeout(() => this.replace(index), 500);
    });
    this.starting.set(index, started);
    void started.finally(() => {
      if (this.starting.get(index) === started) this.starting.delete(index);
    });
  }

  private async spawn(index: number): Promise<void> {
    if (this.closed) return;
    const { product, googleUrls, wrongClock: wrong } = this.options;
    const off = wrong.worker === index;
    const worker = await startProduct({
      ...product,
      role: 'worker',
      googleUrl: googleUrls[index] ?? '',
      nodeArgs: off ? ['--import', wrongClock] : [],
      env: { ...product.env, ...(off && { DRILL_CLOCK_SECONDS: String(wrong.seconds) }) },
    });
    if (this.closed) return worker.kill('SIGKILL');
    this.running[index] = worker;
    void worker.ended.then(() => {
      if (this.closed || this.running[index] !== worker) return;
      this.running[index] = null;
      this.ownEnds.push(worker.log().trim().split('\n').slice(-30).join('\n'));
      this.replace(index);
    });
  }
}
