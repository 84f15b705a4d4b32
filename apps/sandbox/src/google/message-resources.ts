import { ApiProblem } from './api-problem.js';
import { readHeaders } from './mime-headers.js';

interface MessageResource {
  id: string;
  payload?: { headers?: unknown };
}

/**
 * The emulator's `payload.headers` has ten headers it knows; Gmail's has all of the mail's.
 * Replaces them in a message, thread or draft answer, keeping only `wanted` names where some are asked for.
 */
export async function withOwnHeaders(
  answer: Response,
  wanted: string[],
  rawOf: (id: string) => string | null,
): Promise<Response> {
  const resource = (await answer.json()) as MessageResource & {
    messages?: MessageResource[];
    message?: MessageResource;
  };
  const names = wanted.map((name) => name.toLowerCase());
  for (const message of [resource, resource.message, ...(resource.messages ?? [])]) {
    const raw = message?.payload ? rawOf(message.id) : null;
    if (!message?.payload || raw === null) continue;
    const headers = readHeaders(Buffer.from(raw, 'base64url'));
    message.payload.headers =
      names.length > 0 ? headers.filter((header) => names.includes(header.name.toLowerCase())) : headers;
  }
  return Response.json(resource);
}

export interface MessageRequest {
  /** The draft's id: which to send, or (from the stand-in page) which to create. */
  id?: string;
  message?: { raw?: string; threadId?: string };
}

/**
 * Reads the body of a draft or send call in each form Gmail accepts: JSON, a bare `message/rfc822` upload, or
 * `multipart/related` with both. Drafts wrap the message (`{id, message: {raw, threadId}}`), `messages.send` does not.
 * The bytes of an upload are kept exactly.
 */
export async function uploadedMessage(request: Request): Promise<MessageRequest> {
  const type = request.headers.get('content-type') ?? '';
  const bytes = Buffer.from(await request.arrayBuffer());
  if (type.startsWith('message/')) return { message: { raw: bytes.toString('base64url') } };
  if (type.startsWith('multipart/related')) return multipartRelated(bytes, type);
  return fromJson(bytes.toString('utf8'));
}

function fromJson(text: string): MessageRequest {
  let body: Record<string, unknown>;
  try {
    body = JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new ApiProblem(400, 'Invalid JSON payload received.', 'parseError');
  }
  const wrapped = body.message as Record<string, unknown> | undefined;
  const message = wrapped ?? body;
  return {
    id: typeof body.id === 'string' ? body.id : undefined,
    message: {
      raw: typeof message.raw === 'string' ? message.raw : undefined,
      threadId: typeof message.threadId === 'string' ? message.threadId : undefined,
    },
  };
}

function multipartRelated(bytes: Buffer, type: string): MessageRequest {
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1] ?? '';
  const parts = bytes
    .toString('latin1')
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => part.replace(/^\r?\n/, '').replace(/\r?\n$/, ''));
  const bodyOf = (part: string | undefined): string => (part ?? '').replace(/^[\s\S]*?\r?\n\r?\n/, '');
  const described = fromJson(Buffer.from(bodyOf(parts[0]), 'latin1').toString('utf8') || '{}');
  return {
    ...described,
    message: { ...described.message, raw: Buffer.from(bodyOf(parts[1]), 'latin1').toString('base64url') },
  };
}
