import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { adopt, end } from '../support/children.js';

const require = createRequire(import.meta.url);
const jiti = join(dirname(require.resolve('jiti/package.json')), 'lib/jiti-cli.mjs');

/** A program of this folder in a process of its own: it answers each message it is sent with one of its own. */
export interface Child {
  /** Sends a question and waits for the answer; one at a time. @throws Error when the process ends instead */
  ask<Answer>(question: unknown): Promise<Answer>;
  end(): Promise<void>;
}

/** Starts `file`, TypeScript, and waits for its first message. @returns the child and that message */
export async function startChild<First>(file: string, args: string[] = []): Promise<{ child: Child; first: First }> {
  const started = adopt(
    spawn(process.execPath, [jiti, file, ...args], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { PATH: process.env.PATH, NODE_ENV: 'production' },
      // Ctrl-C reaches the one who started it.
      detached: true,
    }),
  );
  const answer = async <Answer>(): Promise<Answer> => {
    const gone = new AbortController();
    const message = once(started, 'message', { signal: gone.signal });
    const exit = once(started, 'exit', { signal: gone.signal }).then(() => {
      throw new Error(`${file} ended before it answered`);
    });
    try {
      const [given] = await Promise.race([message, exit]);
      return given as Answer;
    } finally {
      message.catch(() => undefined);
      exit.catch(() => undefined);
      gone.abort();
    }
  };
  const first = await answer<First>();
  return {
    first,
    child: {
      ask(question) {
        const given = answer();
        started.send(question as object);
        return given as Promise<never>;
      },
      end: () => end(started, 'SIGKILL'),
    },
  };
}
