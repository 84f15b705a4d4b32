import { spawnSync } from 'node:child_process';

/** Longer than any suite takes. */
const STUCK_MS = 10 * 60_000;

/**
 * Prints the line by which the outcome of all suites is read. A suite that could not run counts as a failure, and so
 * does one that never ends: no timeout of a test reaches a loop without end.
 */
export default class TotalsReporter {
  #running = new Set();
  #stuck;

  onTestFileStart({ path }) {
    this.#running.add(path);
    this.#watch();
  }

  onTestFileResult({ path }) {
    this.#running.delete(path);
    this.#watch();
  }

  #watch() {
    clearTimeout(this.#stuck);
    this.#stuck = setTimeout(() => {
      console.error(`No suite has ended in ten minutes. Still running: ${[...this.#running].join(', ')}`);
      // Nothing else ends a worker that never looks up.
      spawnSync('pkill', ['-KILL', '-P', String(process.pid)]);
      process.exit(1);
    }, STUCK_MS);
  }

  onRunComplete(_contexts, results) {
    clearTimeout(this.#stuck);
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    // After jest's own summary, which goes to stderr.
    setTimeout(() => console.log(`${results.numPassedTests} passed, ${failed} failed, ${skipped} skipped`), 100);
  }
}
