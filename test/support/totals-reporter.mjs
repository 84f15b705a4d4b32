/** Prints the line by which the outcome of all suites is read. A suite that could not run counts as a failure. */
export default class TotalsReporter {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    // After jest's own summary, which goes to stderr.
    setTimeout(() => console.log(`${results.numPassedTests} passed, ${failed} failed, ${skipped} skipped`), 100);
  }
}
