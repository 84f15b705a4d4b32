import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { serverDeclaration } from '@openly/contracts';
import { linkPath, makeToken, noticeHtml, pixelHtml, pixelPath, readerPath, trackedUrl } from '@openly/tracking';
import { declare } from './declaration.js';

const PUBLIC_URL = 'https://mail.example.com/openly';
const about = { version: '1.2.3', description: 'What it is for.', license: 'MIT' };
const declared = declare(about, PUBLIC_URL, true);
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
    expect(declare(about, PUBLIC_URL, false)).not.toHaveProperty('privacy');
    expect(declared).not.toHaveProperty('source');
    const repository = { url: 'git+https://code.example.org/openly.git' };
    expect(declare({ ...about, repository }, PUBLIC_URL, true).source).toBe('https://code.example.org/openly');
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

  it('selects the marks as they stand in a mail', () => {
    expect(pixelHtml(urls.pixel)).toMatch(/^<img [^>]*alt="Read receipt pixel by Openly" data-openly="pixel"/);
    expect(noticeHtml({ readerUrl: urls.readerPage, senderName: 'Sam' })).toMatch(/^<div data-openly="notice"/);
    expect(declared.marks).toEqual({ pixel: 'img[data-openly="pixel"]', notice: '[data-openly="notice"]' });
  });
});
