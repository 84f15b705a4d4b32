import { fuzz } from './fuzz/index.js';
import { opens } from './opens/index.js';
import { sends } from './sends/index.js';
import { UsageError } from './wishes.js';

/** `npm run faults -- NAME`: fault drills, each against the built product. Exit code 0 only if the drill held. */
const drills: Record<string, (args: string[], signal: AbortSignal) => Promise<boolean>> = {
  sends,
  opens,
  fuzz,
};

const names = `names: ${Object.keys(drills).join(', ')}`;
const [name, ...args] = process.argv.slice(2);
const drill = Object.hasOwn(drills, name ?? '') ? drills[name ?? ''] : undefined;

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stopping.signal.aborted) return;
    console.error('stopping');
    stopping.abort(new Error('stopped'));
  });
}

if (!drill) {
  console.error(name === undefined ? `npm run faults -- NAME; ${names}` : `no drill is called ${name}; ${names}`);
  process.exit(2);
}
try {
  process.exit((await drill(args, stopping.signal)) ? 0 : 1);
} catch (error) {
  console.error(stopping.signal.aborted ? 'stopped before the end' : `faults: ${describe(error)}`);
  process.exit(error instanceof UsageError ? 2 : stopping.signal.aborted ? 130 : 1);
}

function describe(error: unknown): string {
  const { message, stack } = error as Error;
  return error instanceof UsageError ? message : (stack ?? message);
}
