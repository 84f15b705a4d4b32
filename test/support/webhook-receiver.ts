import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WebhookBody } from '@openly/contracts';

/** One post as it came in. */
export interface ReceivedPost {
  path: string;
  headers: IncomingHttpHeaders;
  /** As it was signed. */
  text: string;
  body: WebhookBody;
}

/** A status, `hold` for no answer at all, or whatever the test does with the answer. */
export type Reaction = number | 'hold' | ((answer: ServerResponse) => void);

/** A receiver of webhooks on loopback that fails as it is told. */
export interface WebhookReceiver {
  url: string;
  /** Everything received, in order. */
  posts: ReceivedPost[];
  /** Posts without an answer until now. */
  held(): number;
  /** Paths that came by whatever method. */
  paths: string[];
  /** What it does with each further post; at first it answers 200. */
  react(how: (post: ReceivedPost) => Reaction): void;
  /** Forgets what came and answers 200 again; what is held gets a 200. */
  reset(): void;
  close(): Promise<void>;
}

export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const posts: ReceivedPost[] = [];
  const paths: string[] = [];
  const held = new Set<ServerResponse>();
  let reaction: (post: ReceivedPost) => Reaction = () => 200;
  const server: Server = createServer((request, answer) => {
    paths.push(request.url ?? '');
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const post = { path: request.url ?? '', headers: request.headers, text, body: JSON.parse(text || '{}') };
      if (request.method === 'POST') posts.push(post);
      const how = reaction(post);
      if (how === 'hold') {
        held.add(answer);
        answer.on('close', () => held.delete(answer));
      } else if (typeof how === 'number') answer.writeHead(how).end('{"taken": true}');
      else how(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const release = () => {
    for (const answer of held) answer.writeHead(200).end();
    held.clear();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    posts,
    paths,
    held: () => held.size,
    react: (how) => {
      reaction = how;
    },
    reset: () => {
      reaction = () => 200;
      release();
      posts.length = 0;
      paths.length = 0;
    },
    close: async () => {
      release();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
