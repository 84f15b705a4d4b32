import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { PAGE_HEADERS } from './page-style.js';
import { renderReaderPage } from './reader-page.js';
import type { ReaderView, RecordedForOne, RecordedForSeveral } from './reader-view.js';

const now = new Date('2026-11-22T09:00:00Z');
const one = (refused = { sender: false, server: false }): RecordedForOne => ({
  readers: 'one',
  opens: [],
  clicks: [],
  placeCredit: { text: 'IP Geolocation by DB-IP', url: 'https://db-ip.com' },
  refused,
});
const several: RecordedForSeveral = { readers: 'several', openings: 1 };

function render(
  recorded: ReaderView['recorded'],
  mail: Partial<ReaderView['mail']> = {},
  alert?: string,
  receipts: ReaderView['receipts'] = [],
): string {
  const view: ReaderView = {
    mail: {
      senderEmail: 'sam@example.com',
      senderName: 'Sam Sender',
      teamName: 'Example',
      subject: 'An offer',
      state: 'recording',
      sentAt: null,
      stoppedAt: null,
      hasTrackedLinks: false,
      detail: 'city',
      recordsKeptDays: 90,
      ...mail,
    },
    recorded,
    receipts,
  };
  return renderReaderPage({ view, action: '/r/token/decision', receiptPath: '/r/token/receipt', now, alert });
}

const scopes = (html: string) => [...html.matchAll(/name="scope" value="(\w+)"/g)].map((match) => match[1]);
const stopped = { state: 'stopped' as const, stoppedAt: new Date('2026-11-22T08:00:00Z') };

describe("the reader's page offers", () => {
  it('one reader the sender first, then less and more', () => {
    expect(scopes(render(one()))).toEqual(['sender', 'message', 'server']);
  });

  it('several readers this message alone', () => {
    expect(scopes(render(several))).toEqual(['message']);
  });

  it('after a stop only what is wider', () => {
    expect(scopes(render(one(), stopped))).toEqual(['sender', 'server']);
    expect(scopes(render(one({ sender: true, server: false }), stopped))).toEqual(['server']);
    expect(scopes(render(one({ sender: true, server: true }), stopped))).toEqual([]);
    expect(scopes(render(several, stopped))).toEqual([]);
  });

  it('nothing where nothing is recorded', () => {
    expect(scopes(render(one(), { state: 'untracked' }))).toEqual([]);
    expect(scopes(render(one(), { state: 'deleted' }))).toEqual([]);
  });

  it('never to allow', () => {
    expect(render(one(), stopped)).not.toContain('value="allow"');
  });
});

describe("the reader's page tells", () => {
  it('since when it is stopped', () => {
    expect(render(one(), stopped)).toContain('22 November 2026, 08:00 UTC</time> (1 hour ago)');
  });

  it('whether links are tracked', () => {
    expect(render(one())).toContain('Links in this mail are not tracked.');
    expect(render(one(), { hasTrackedLinks: true })).toContain('which links were followed');
  });

  it('how much is recorded, and for how long', () => {
    expect(render(one())).toContain('The time, the kind of mail program, and a place no finer than a city.');
    const strict = render(one(), { detail: 'count', recordsKeptDays: 1, hasTrackedLinks: true });
    expect(strict).toContain(
      'The time, whether a person or a machine fetched the image, and which links were followed.',
    );
    expect(strict).not.toMatch(/city|kind of mail program/);
    expect(strict).toContain('1 day, then it is deleted');
  });

  it('a sender without a name by the address', () => {
    expect(render(one(), { senderName: ' ' })).toContain('<bdi>sam@example.com</bdi> sees when you open this mail');
  });

  it('why something was not done, to screen readers too', () => {
    expect(render(several, {}, 'Not so.')).toContain('<p class="alert" role="alert">Not so.</p>');
  });

  it('what others wrote as text, in a direction of its own', () => {
    const html = render(one(), { senderName: '<b onclick=x>\u202eeve', subject: '</style><script>', teamName: '"&' });
    expect(html).toContain('<bdi>&lt;b onclick=x>');
    expect(html).toContain('<bdi>&lt;/style>&lt;script></bdi>');
    expect(html).not.toContain('<script');
  });
});

describe('the proof of a decision', () => {
  const receipt: ReaderView['receipts'][0] = {
    id: '0198f2a0-0000-7000-8000-000000000001',
    decision: 'refuse',
    scope: 'sender',
    assurance: 'link',
    decidedAt: '2026-11-22T08:00:00.000Z',
    noticeVersion: '1',
    teamHead: { seq: 7, hash: 'ab'.repeat(32) },
    instanceHead: { seq: 1234, hash: 'cd'.repeat(32) },
  };

  it('stands on the page in short, to be downloaded in full', () => {
    const html = render(one({ sender: true, server: false }), stopped, undefined, [receipt]);
    expect(html).toContain('<summary>Keep this as proof</summary>');
    expect(html).toContain('You refused all mail of this sender');
    expect(html).toContain('No. 7 of this team, no. 1234 of this server');
    expect(html).toContain(`<code>${'cd'.repeat(32)}</code>`);
    expect(html).toContain('href="/r/token/receipt"');
  });

  it('says of one who only held the link of a mail to several: somebody', () => {
    expect(render(several, stopped, undefined, [{ ...receipt, scope: 'message' }])).toContain(
      'A reader refused this mail',
    );
  });

  it('is not there where nothing was decided', () => {
    expect(render(one())).not.toMatch(/proof|receipt"/);
  });
});

it('allows exactly the style that stands in the page', () => {
  const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(render(one())) ?? [];
  const hash = createHash('sha256').update(style).digest('base64');
  expect(PAGE_HEADERS['content-security-policy']).toContain(`style-src 'sha256-${hash}'`);
});
