import { Catch } from '@nestjs/common';
import type { ProblemCode } from '@openly/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DomainError } from '../errors.js';
import { ProblemFilter, statusOf } from '../http/problem.filter.js';
import { renderNotice } from './page-layout.js';
import { PAGE_HEADERS } from './page-style.js';
import { languageAccepted, languageAsked, speechOf, type Words } from './words.js';

/** True for a request whose body came from a plain HTML form. */
export function isForm(request: FastifyRequest): boolean {
  return (request.headers['content-type'] ?? '').toLowerCase().startsWith('application/x-www-form-urlencoded');
}

/** True where HTML is asked for by name, and not less than JSON (RFC 9110, 12.5.1). */
export function prefersHtml(accept: string | undefined): boolean {
  const wanted = (pattern: RegExp) =>
    (accept ?? '').split(',').reduce((best, range) => {
      const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
      if (!pattern.test(type)) return best;
      const quality = parameters.find((parameter) => parameter.startsWith('q='));
      return Math.max(best, quality ? Number(quality.slice(2)) || 0 : 1);
    }, 0);
  const html = wanted(/^(text\/html|application\/xhtml\+xml)$/);
  return html > 0 && html >= wanted(/^application\/(problem\+)?json$/);
}

/** Answers people with a page and programs with a problem. */
@Catch()
export class PeopleProblemFilter extends ProblemFilter {
  constructor() {
    // Stands at routes that were found: a path or method that is not ours never comes here.
    super({ allowed: () => [] });
  }

  protected override send(request: FastifyRequest, reply: FastifyReply, error: DomainError): void {
    if (!isForm(request) && !prefersHtml(request.headers.accept)) {
      super.send(request, reply, error);
      return;
    }
    const { lang } = request.query as { lang?: unknown };
    // Of which mail it would be is not known here, so the browser says what its reader reads.
    const language = languageAsked(lang) ?? languageAccepted(request.headers['accept-language']);
    const [heading, ...sentences] = speechOf(language).words.problems[problemOf(error.code)];
    void reply
      .status(statusOf[error.code])
      .headers(PAGE_HEADERS)
      .send(renderNotice(language, heading, sentences));
  }
}

function problemOf(code: ProblemCode): keyof Words['problems'] {
  switch (code) {
    case 'link_token_not_found':
      return 'nowhere';
    case 'forbidden':
      return 'otherSite';
    case 'invalid_request':
      return 'notUnderstood';
    case 'rate_limited':
      return 'tooOften';
    case 'unavailable':
    case 'internal':
      return 'notNow';
    default:
      return 'failed';
  }
}
