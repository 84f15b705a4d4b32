import { benchCapture } from './capture/bench.js';
import { benchEnrich } from './enrich/bench.js';
import { benchLive } from './live/bench.js';
import { benchReader } from './reader/bench.js';
import { benchReceipts } from './receipts/bench.js';
import { benchReports } from './reports/bench.js';
import { benchSchedules } from './schedules/bench.js';

/** What `npm run bench -- NAME` measures: each prints what it found, and as its last line `NAME: key=value …`. */
const benchmarks: Record<string, (args: string[]) => Promise<void>> = {
  capture: benchCapture,
  live: benchLive,
  enrich: benchEnrich,
  reader: benchReader,
  receipts: benchReceipts,
  reports: benchReports,
  schedules: benchSchedules,
};

const [name, ...args] = process.argv.slice(2);
const benchmark = name === undefined ? undefined : benchmarks[name];
if (name === undefined) {
  console.log(`Give the name of a benchmark: npm run bench -- NAME. There are: ${Object.keys(benchmarks).join(', ')}`);
} else if (!benchmark) {
  console.error(`There is no benchmark ${name}. There are: ${Object.keys(benchmarks).join(', ')}`);
  process.exitCode = 2;
} else {
  try {
    await benchmark(args);
  } catch (error) {
    console.error(`${name}: ${(error as Error).message}`);
    process.exitCode = 1;
  }
}
