import type { FastifyInstance } from 'fastify';
import { DomainError } from '../errors.js';

/**
 * JSON, and HTML forms for the reader's page; any other type is refused. Text must be valid UTF-8 (RFC 8259, 8.1):
 * Fastify's own parser would put replacement characters where it is not.
 */
export function registerBodyParsers(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  const parseJson = server.getDefaultJsonParser('error', 'error');
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    const text = decode(body);
    if (text === null) return done(new DomainError('invalid_json'));
    if (text === '') return done(null, undefined);
    // The framework would turn the parser's own error into a bare 400.
    return parseJson(request, text, (error, value) => done(error && new DomainError('invalid_json'), value));
  });
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer' },
    (_request, body: Buffer, done) => {
      const text = decode(body);
      if (text === null) return done(new DomainError('invalid_request'));
      return done(null, Object.fromEntries(new URLSearchParams(text)));
    },
  );
}

function decode(body: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return null;
  }
}
