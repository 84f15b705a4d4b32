import type { DecisionReceipt } from '@openly/contracts';
import type { RecordedSignal } from '../opens/opens.service.js';
import { renderReaderPage } from './reader-page.js';
import { type ReaderPage } from './reader-parts.js';
import type { ReaderView, RecordedForOne, RecordedForSeveral } from './reader-view.js';

/** Pages of a mail by Sam Sender to Rita, for the specs of the reader's page. */

export const NOW = new Date('2026-11-22T09:00:00Z');

export const forOne = (change: Partial<RecordedForOne> = {}): RecordedForOne => ({
  readers: 'one',
  records: [],
  placeCredit: { text: 'IP Geolocation by DB-IP', url: 'https://db-ip.com' },
  refused: { sender: false, server: false },
  ...change,
});
export const forSeveral: RecordedForSeveral = { readers: 'several', openings: 1 };

export interface Given extends Partial<Omit<ReaderPage, 'view' | 'paths' | 'now'>> {
  recorded?: ReaderView['recorded'];
  mail?: Partial<ReaderView['mail']>;
  server?: Partial<ReaderView['server']>;
  receipts?: ReaderView['receipts'];
}

/** In English, of a mail to one reader that is being recorded, of which nothing has been yet. */
export function aPage({ recorded = forOne(), mail, server, receipts = [], language = 'en', ...rest }: Given = {}) {
  const view: ReaderView = {
    mail: {
      senderEmail: 'sam@example.com',
      senderName: 'Sam Sender',
      teamName: 'Example',
      subject: 'An offer',
      state: 'recording',
      sentAt: new Date('2026-11-21T09:00:00Z'),
      stoppedAt: null,
      hasTrackedLinks: false,
      detail: 'city',
      recordsKeptDays: 90,
      addressesKeptDays: 180,
      noticeVersion: '1.en',
      noticeAddition: null,
      asks: false,
      confirmed: null,
      ...mail,
    },
    recorded,
    receipts,
    server: {
      host: 'mail.example.com',
      operator: { name: 'Example Ltd', contact: 'privacy@example.com' },
      sendsMail: true,
      allowsByLink: false,
      ...server,
    },
  };
  const page = '/r/token';
  const paths = {
    page,
    decision: `${page}/decision`,
    proof: `${page}/proof`,
    export: `${page}/export`,
    erase: `${page}/erase`,
    receipt: `${page}/receipt`,
  };
  return renderReaderPage({ view, paths, now: NOW, language, ...rest });
}

export const stopped = { state: 'stopped' as const, stoppedAt: new Date('2026-11-22T08:00:00Z') };

export const aSignal = (change: Partial<RecordedSignal> = {}): RecordedSignal => ({
  at: new Date('2026-11-22T08:05:00Z'),
  kind: 'direct',
  confidence: 'likely',
  signals: 'GET browser internet',
  client: 'Thunderbird 140',
  os: 'Linux',
  device: 'computer',
  place: { country: 'NL', city: 'Utrecht' },
  url: null,
  ...change,
});

export const aReceipt = (change: Partial<DecisionReceipt> = {}): DecisionReceipt => ({
  id: '0198f2a0-0000-7000-8000-000000000001',
  decision: 'refuse',
  scope: 'sender',
  assurance: 'link',
  decidedAt: '2026-11-22T08:00:00.000Z',
  noticeVersion: '1',
  teamHead: { seq: 7, hash: 'ab'.repeat(32) },
  instanceHead: { seq: 1234, hash: 'cd'.repeat(32) },
  ...change,
});
