import { Agent, get } from 'node:http';
import { performance } from 'node:perf_hooks';
import { PIXEL } from '../../../apps/api/src/capture/pixel.js';

export const HITS_PER_SECOND = 500;
const EVERY_MS = 10;
/** Longer than the product ever makes anybody wait. */
const PATIENCE_MS = 20_000;
/** Sockets stand idle for less than the product keeps them. */
const IDLE_MS = 30_000;
/** Requests under way at once: four seconds of silence, and more than any fault here takes. */
const SOCKETS = 4 * HITS_PER_SECOND;

/** What became of one request, by the number of its mail. */
export interface Request {
  mail: number;
  phase: number;
  /** `image`: 200 and the 43 bytes. `dead`: the process was killed, or not there. `wrong`: anything else. */
  outcome: 'under way' | 'image' | 'dead' | 'wrong';
  ms: number;
}

/** 500 requests a second over sockets that are kept, one mail each, whatever becomes of those before. */
export class Load {
  private readonly agent = new Agent({
    keepAlive: true,
    maxSockets: SOCKETS,
    maxFreeSockets: SOCKETS,
    timeout: IDLE_MS,
  });
  private timer: NodeJS.Timeout | undefined;
  private began = 0;
  private asked = 0;
  private phase = 0;
  /** Odd while no API process lives. */
  private lives = 0;
  readonly requests: Request[] = [];
  /** What was wrong about answers, and how often. */
  readonly troubles = new Map<string, number>();

  constructor(
    private readonly url: string,
    private readonly pixelOf: (mail: number) => string,
    private readonly mails: number,
  ) {}

  start(): void {
    this.began = performance.now();
    this.timer = setInterval(() => {
      const due = Math.floor(((performance.now() - this.began) / 1000) * HITS_PER_SECOND);
      while (this.asked < due && this.requests.length < this.mails) {
        this.asked += 1;
        void this.ask();
      }
    }, EVERY_MS);
  }

  enter(phase: number): void {
    this.phase = phase;
  }

  /** To be called before the API is killed, and when another is ready: only then may a request go unanswered. */
  apiDies(): void {
    this.lives += 1;
  }

  apiLives(): void {
    this.lives += 1;
  }

  /** Whether there was a mail for every request: else the drill took longer than it may. */
  lasted(): boolean {
    return this.requests.length < this.mails;
  }

  /** No more requests; resolves when those under way have ended. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    while (this.requests.some(({ outcome }) => outcome === 'under way')) await new Promise((r) => setTimeout(r, 50));
    this.agent.destroy();
  }

  /** One request more, besides those every second brings. @returns what became of it */
  ask(): Promise<Request> {
    const request: Request = { mail: this.requests.length, phase: this.phase, outcome: 'under way', ms: 0 };
    this.requests.push(request);
    return this.send(request, this.pixelOf(request.mail));
  }

  /** A request for any path, kept out of the counts. */
  askFor(path: string): Promise<Request> {
    return this.send({ mail: -1, phase: this.phase, outcome: 'under way', ms: 0 }, path);
  }

  private send(request: Request, path: string): Promise<Request> {
    const lives = this.lives;
    const begin = performance.now();
    return new Promise((resolve) => {
      const end = (trouble: string | null) => {
        if (request.outcome !== 'under way') return;
        request.ms = performance.now() - begin;
        request.outcome = trouble === null ? 'image' : lives % 2 || this.lives !== lives ? 'dead' : 'wrong';
        if (trouble !== null && request.outcome === 'wrong') {
          this.troubles.set(trouble, (this.troubles.get(trouble) ?? 0) + 1);
        }
        resolve(request);
      };
      const asked = get(this.url + path, { agent: this.agent, headers: headersOf(request.mail) }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', (error) => end((error as NodeJS.ErrnoException).code ?? error.message));
        response.on('end', () => {
          if (!response.complete) end('cut short');
          else if (response.statusCode !== 200) end(`status ${response.statusCode}`);
          else end(PIXEL.equals(Buffer.concat(parts)) ? null : 'not the image');
        });
      });
      asked.on('error', (error) => end((error as NodeJS.ErrnoException).code ?? error.message));
      asked.setTimeout(PATIENCE_MS, () => asked.destroy(new Error(`no answer in ${PATIENCE_MS / 1000} s`)));
    });
  }
}

/** As of somebody's own mail program, at an address that names a place. */
const headersOf = (mail: number) => ({
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.0',
  'x-forwarded-for': `145.53.${(mail >> 8) & 255}.${mail & 255}`,
});
