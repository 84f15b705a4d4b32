import type { OpenAPIObject } from '@nestjs/swagger';
import { KEPT } from '@openly/contracts';
import { PIXEL } from '../capture/pixel.js';

/** What `/docs` begins with. */
export const about = `
Schedules mail from Gmail and shows read receipts, with the reader’s knowledge.

**Credentials.** Every request that is not public carries \`Authorization: Bearer …\`: the access token of a sign-in, or an
API key that an admin of the team makes with \`POST /v1/api-keys\`. A key has scopes; each route says which it needs. Where
it acts for one account, the request names that account, the maker’s own, as \`accountId\`.

**Errors** are \`application/problem+json\` (RFC 9457). \`code\` is stable and made for programs; \`title\` is for people.

**Lists** are cut into pages: \`limit\` entries, then \`nextCursor\` goes into \`cursor\` of the next request, until it is null.

**Limits.** Answers to a credential carry \`RateLimit\` and \`RateLimit-Policy\`; beyond it is 429 with \`Retry-After\`.

**Repeats.** A POST that takes \`Idempotency-Key\` does a thing once, however often it is sent with the same key.

Times are ISO 8601 in UTC, time zones IANA’s. Where a place is shown, \`placeCredit\` of the same answer is to be shown with
it, as a link. Live events come over the WebSocket \`/v1/live\`.
`.trim();

/** What routes are about, in the order of `/docs`: the first whose paths fit. */
export const topics: readonly { name: string; paths: RegExp; description: string }[] = [
  { name: 'Reports', paths: /^\/v1\/reports/, description: 'The figures of the team.' },
  {
    name: 'Messages',
    paths: /^\/v1\/(messages|threads|consent)/,
    description: 'Tracked mail, its receipts, and what its readers decided.',
  },
  {
    name: 'Schedules',
    paths: /^\/v1\/(schedules|reader-zones)/,
    description: 'Mail that goes out later: one draft, one time.',
  },
  { name: 'Series', paths: /^\/v1\/series/, description: 'Mail that goes out again and again.' },
  {
    name: 'Team',
    paths: /^\/(v1\/(team|invitations)|join)(\/|$)/,
    description: 'The team, who is in it, its policy and what was done in its name.',
  },
  { name: 'API keys', paths: /^\/v1\/api-keys/, description: 'Credentials for programs.' },
  {
    name: 'Webhooks',
    paths: /^\/v1\/webhooks/,
    description: 'Posts to a program of yours, signed, when something happened.',
  },
  { name: 'Account', paths: /^\/v1\/(auth|me)/, description: 'Sign-in with Google, and who is signed in.' },
  {
    name: 'Readers',
    paths: /^\/[olr]\//,
    description: 'What stands in mail: the image, links and the reader’s page. Without an account.',
  },
  {
    name: 'Server',
    paths: /^\/(health|metrics|privacy|\.well-known)/,
    description: 'What this server is, and whether it works.',
  },
];

export const topicOf = (path: string): string | undefined => topics.find(({ paths }) => paths.test(path))?.name;

/** What each parameter is, wherever it stands. A query’s schema can say it by `.describe()` instead. */
export const parameterWords: Readonly<Record<string, string>> = {
  id: 'Its id.',
  deliveryId: 'The event’s id, as `GET /v1/webhooks/{id}` lists it.',
  gmailThreadId: 'Gmail’s id of the thread.',
  domain: 'For example `example.com`.',
  token: 'As it stands in the link.',
  senderId: 'Of the sender, as it stands in the mail.',
  accountId: 'The account an API key acts for; required with one, refused without.',
  cursor: '`nextCursor` of the page before.',
  limit: 'How many entries a page has at most.',
  status: 'Only those of this status.',
  'Idempotency-Key': `Of your choice, for example a UUID. Sent again with it within ${KEPT.idempotencyHours} hours, a request is not done again and gets the same answer.`,
  codeChallenge: 'SHA-256 of the code verifier in base64url (PKCE, RFC 7636, S256).',
  redirectUri: 'The extension’s address that the browser is sent back to with `code` and `state`.',
  state: 'Given back as it is.',
  code: 'From Google.',
  error: 'From Google.',
  lang: 'Language of the page, for example `nl`.',
  scope: 'How far it reaches: this mail, its sender, or all of this server.',
  proof: 'The code that was mailed to the reader.',
};

const readersToken = ['senderId', 'token'].map((name) => ({
  name,
  in: 'path' as const,
  required: true,
  description: parameterWords[name],
  schema: { type: 'string' },
}));
const page = { 'text/html': { schema: { type: 'string' }, example: '<!doctype html>…' } };

/** What is answered before any controller (`capture/readers-door.ts`). */
export const readersPaths: OpenAPIObject['paths'] = {
  '/o/{senderId}/{token}.gif': {
    get: {
      operationId: 'Readers.pixel',
      tags: ['Readers'],
      summary: 'The image of a mail',
      description: 'The same image whatever is asked for below `/o/`, also for a token that is none.',
      parameters: readersToken,
      responses: {
        200: {
          description: 'An image of one transparent pixel, 43 bytes.',
          content: {
            'image/gif': {
              schema: { type: 'string', contentEncoding: 'base64' } as object,
              example: PIXEL.toString('base64'),
            },
          },
        },
      },
    },
  },
  '/l/{senderId}/{token}': {
    get: {
      operationId: 'Readers.link',
      tags: ['Readers'],
      summary: 'A link of a mail',
      parameters: readersToken,
      responses: {
        302: {
          description: 'On to the address that the link stands for.',
          headers: { Location: { description: 'That address.', schema: { type: 'string' } } },
        },
        404: { description: 'This link is not one of ours, or no longer kept.', content: page },
        503: { description: 'Where it leads cannot be looked up just now.', content: page },
      },
    },
  },
};
