// Asks a server for images from a process of its own, whose work is on nobody's account, and tells how it was answered.
import { randomInt } from 'node:crypto';
import { createHistogram, performance } from 'node:perf_hooks';
import { type KeptConnection, withConnections } from '../kept-connection.js';
import { askAtOnce, askEvenly, pixelRequest } from '../pixel-load.js';

/** What it is asked by the process that started it. */
export interface Question {
  port: number;
  connections: number;
  /** Asked for in turn. */
  paths: readonly string[];
  /** Another token each time, by counting up within its MAC. */
  vary: boolean;
  /** Absent: every connection asks again as soon as it is answered. */
  perSecond?: number;
  warmUpMs: number;
  measuredMs: number;
}

/** What it tells. Besides the first, all of the measured time alone. */
export interface Answers {
  /** With the image, over all its time. */
  answered: number;
  /** What was wrong about other answers, and how often. */
  troubles: [string, number][];
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** The share of one core that asking took. */
  load: number;
}

const NANOSECONDS = 1e6;
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** Where it counts up: five of the 21 characters at a token's end that are its MAC. */
const VARIED = { digits: 5, fromEnd: 8 };

async function ask(question: Question): Promise<Answers> {
  const { port, connections, paths, vary, perSecond, warmUpMs, measuredMs } = question;
  const requests = paths.map((path, reader) => pixelRequest(path, reader));
  const tokenEnds = requests.map((request) => request.indexOf('.gif '));
  const histogram = createHistogram();
  const troubles = new Map<string, number>();
  let [asked, answered, token] = [0, 0, randomInt(2 ** 30)];
  const nextRequest = () => {
    const turn = asked++ % requests.length;
    const request = requests[turn] as Buffer;
    if (vary) countUp(request, (tokenEnds[turn] as number) - VARIED.fromEnd, token++);
    return request;
  };
  const count = (milliseconds: number, trouble: string | null) => {
    if (trouble !== null) troubles.set(trouble, (troubles.get(trouble) ?? 0) + 1);
    else answered += 1;
    histogram.record(Math.max(1, Math.round(milliseconds * NANOSECONDS)));
  };
  const askFor = (kept: readonly KeptConnection[], milliseconds: number) =>
    perSecond === undefined
      ? askAtOnce(kept, milliseconds, nextRequest, count)
      : askEvenly(kept, { perSecond, requests: (perSecond * milliseconds) / 1_000 }, nextRequest, (_, took, trouble) =>
          count(took, trouble),
        );
  return withConnections(port, connections, async (kept) => {
    await askFor(kept, warmUpMs);
    histogram.reset();
    const before = answered;
    const [begun, cpu] = [performance.now(), process.cpuUsage()];
    await askFor(kept, measuredMs);
    const seconds = (performance.now() - begun) / 1_000;
    const { user, system } = process.cpuUsage(cpu);
    return {
      answered,
      troubles: [...troubles],
      perSecond: (answered - before) / seconds,
      p50Ms: histogram.percentile(50) / NANOSECONDS,
      p99Ms: histogram.percentile(99) / NANOSECONDS,
      load: (user + system) / 1e6 / seconds,
    };
  });
}

function countUp(request: Buffer, at: number, number: number): void {
  for (let digit = 0, rest = number; digit < VARIED.digits; digit += 1, rest >>= 6) {
    request[at + digit] = DIGITS.charCodeAt(rest & 63);
  }
}

process.on('message', (question: Question) => {
  ask(question).then(
    (answers) => process.send?.(answers),
    (error: Error) => {
      console.error(`load generator: ${error.message}`);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
