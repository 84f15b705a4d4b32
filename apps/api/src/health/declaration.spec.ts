import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { serverDeclaration } from '@openly/contracts';
import { linkPath, makeToken, noticeHtml, pixelHtml, pixelPath, readerPath, trackedUrl } from '@openly/tracking';
import { declare } from './declaration.js';

const PUBLIC_URL = 'https://mail.example.com/openly';
const about = { version: '1.2.3', description: 'What it is for.', license: 'MIT' };
const operated = {
  publicUrl: PUBLIC_URL,
  operator: { name: 'Example Ltd', contact: 'privacy@example.com' },
  consentFloor: 'ask' as const,
};
const declared = declare(about, operated, true);
const keys = [{ id: 'k1', secret: randomBytes(32) }];
const tokenFor = (purpose: 'pixel' | 'link' | 'reader', sender: string) =>
  makeToken(keys, purpose, sender, { teamId: randomUUID(), id: randomUUID() });
const SENDER = 'aB3dE5fG7hJ9';
const urls = {
  pixel: PUBLIC_URL + pixelPath(SENDER, tokenFor('pixel', SENDER)),
  link: trackedUrl(PUBLIC_URL, SENDER, tokenFor('link', SENDER), 'https://example.org/a?b=c'),
  readerPage: PUBLIC_URL + readerPath(tokenFor('reader', '')),
};

describe('what a server declares', () => {
  it('is what the contract says, with links to source and privacy text where there are any', () => {
    expect(serverDeclaration.parse(declared)).toEqual(declared);
    expect(declared).toMatchObject({ name: 'Openly', version: '1.2.3', privacy: `${PUBLIC_URL}/privacy` });
    expect(declare(about, operated, false)).not.toHaveProperty('privacy');
    expect(declared).not.toHaveProperty('source');
    const repository = { url: 'git+https://code.example.org/openly.git' };
    expect(declare({ ...about, repository }, operated, true).source).toBe('https://code.example.org/openly');
  });

  it.each(['pixel', 'link', 'readerPage'] as const)(
    'knows each %s that is made, and takes nothing else for it',
    (kind) => {
      const { prefix, pattern } = declared.paths[kind];
      for (const [other, url] of Object.entries(urls)) {
        expect(url.startsWith(prefix)).toBe(other === kind);
        expect(new RegExp(pattern).test(url)).toBe(other === kind);
      }
      for (const strange of [
        'https://example.org/',
        `${PUBLIC_URL}${linkPath('x', 'y')}`,
        'https://example.org/o/logo.gif',
        `https://example.org/?next=${urls[kind]}`,
      ]) {
        expect(new RegExp(pattern).test(strange)).toBe(false);
      }
    },
  );

  it('knows a pixel in Gmail, which stands behind a proxy there', () => {
    const { proxiedPattern = '' } = declared.paths.pixel;
    const proxied = (url: string) => `https://ci3.googleusercontent.com/meips/ADKq_Nb=s0-d-e1-ft#${url}`;
    expect(new RegExp(proxiedPattern).test(proxied(urls.pixel))).toBe(true);
    for (const strange of [urls.pixel, proxied('https://example.org/logo.gif'), `https://example.org/#${urls.pixel}`]) {
      expect(new RegExp(proxiedPattern).test(strange)).toBe(false);
    }
  });

  it('names who runs it, where to reach them, and the loosest that its mail may do', () => {
    expect(declared).toMatchObject({ operator: 'Example Ltd', contact: 'privacy@example.com', consentFloor: 'ask' });
    const silent = declare(about, { ...operated, operator: { name: null, contact: null } }, true);
    expect(Object.keys(silent)).not.toEqual(expect.arrayContaining(['operator']));
    expect(silent).not.toHaveProperty('contact');
  });

  it('selects the marks as they stand in a mail', () => {
    expect(pixelHtml(urls.pixel)).toMatch(/^<img [^>]*alt="Read receipt pixel by Openly" data-openly="pixel"/);
    expect(noticeHtml({ readerUrl: urls.readerPage, senderName: 'Sam' })).toMatch(/^<div data-openly="notice"/);
    expect(declared.marks).toEqual({ pixel: 'img[data-openly="pixel"]', notice: '[data-openly="notice"]' });
  });
});
