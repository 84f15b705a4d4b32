import { join } from 'node:path';
import { startChild } from '../child.js';
import type { Question, SendRecord } from './gmail-server.js';

/** The Gmail both sides send through. */
export interface BenchGmail {
  url: string;
  /** How many mails came since it last forgot. */
  count(): Promise<number>;
  record(): Promise<SendRecord>;
  /** Every draft is there again, and nothing was sent. */
  forget(): Promise<void>;
  end(): Promise<void>;
}

export async function startGmail(): Promise<BenchGmail> {
  const { child, first: url } = await startChild<string>(join(import.meta.dirname, 'gmail-server.ts'));
  const ask = <Answer>(question: Question) => child.ask<Answer>(question);
  return {
    url,
    count: () => ask({ count: true }),
    record: () => ask({ record: true }),
    async forget() {
      await ask({ forget: true });
    },
    end: () => child.end(),
  };
}
