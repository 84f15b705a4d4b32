import { describe, expect, it } from '@jest/globals';
import { prefersHtml } from './for-people.js';

describe('who gets a page', () => {
  it.each([
    'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    'application/json;q=0.5, text/html;q=0.6',
    'TEXT/HTML',
  ])('%s', (accept) => expect(prefersHtml(accept)).toBe(true));

  it.each(['*/*', '', 'application/json', 'text/html;q=0', 'application/problem+json, text/html;q=0.9', undefined])(
    'not %s',
    (accept) => expect(prefersHtml(accept)).toBe(false),
  );
});
