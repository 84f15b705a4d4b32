import type { ConsentMode, PreparedMessage, PrepareMessage } from '@openly/contracts';
import { noticeHtml, pixelHtml } from '@openly/tracking';
import { type MailNow, MailTracking } from './mail-tracking';

const TOKEN = 'AAAAAAAAAAAAAAAAAAAAAAAAAA';
export const buildPrepared = (change: Partial<PreparedMessage> = {}): PreparedMessage => ({
  id: '00000000-0000-4000-8000-000000000001',
  senderId: 'sender-id_1',
  state: 'prepared',
  pixelHtml: pixelHtml(`https://o.example/o/sender-id_1/${TOKEN}.gif`),
  noticeHtml: noticeHtml({ readerUrl: `https://o.example/r/${TOKEN}`, senderName: 'Sam' }),
  noticeText: null,
  language: 'en',
  detail: 'city',
  consentMode: 'notice',
  links: [],
  ...change,
});
export const ann = { email: 'ann@example.net', field: 'to' as const };
export const bob = { email: 'bob@example.net', field: 'cc' as const };
export const body = '<div dir="ltr">Hello</div>';

export interface MailOnScreen extends MailNow {
  gone: boolean;
  hindrance: { code: string; title: string } | null;
  accountId: string | null;
  teamMode: ConsentMode | null;
  /** What the clock shows. */
  now: number;
}

/** A mail on screen, what was asked of the server for it, and time that passes when the test says so. */
export function buildMail(prepare: (body: PrepareMessage) => Promise<PreparedMessage> = async () => buildPrepared()) {
  const mail: MailOnScreen = {
    draftKey: 'r1',
    recipients: [ann],
    subject: 'Hello',
    gmailThreadId: undefined,
    language: undefined,
    gone: false,
    hindrance: null,
    accountId: 'account-1',
    teamMode: 'notice',
    now: Date.parse('2026-11-20T17:00:00Z'),
  };
  const asked: PrepareMessage[] = [];
  const alarms = new Set<{ task(): void; at: number }>();
  const tracking = new MailTracking(
    {
      read() {
        if (mail.gone) throw new Error('window is gone');
        const { draftKey, recipients, subject, gmailThreadId, language } = mail;
        return { draftKey, recipients, subject, gmailThreadId, language };
      },
      prepare(_key, body) {
        asked.push(body);
        return prepare(body);
      },
      hindrance: () => mail.hindrance,
      accountId: () => mail.accountId,
      teamMode: () => mail.teamMode,
      now: () => mail.now,
      onState: () => undefined,
      later(task, ms) {
        // Waits for typing to settle are cut short; longer ones are up to `pass`.
        if (ms < 1000) {
          const timer = setTimeout(task, 1);
          return () => clearTimeout(timer);
        }
        const alarm = { task, at: mail.now + ms };
        alarms.add(alarm);
        return () => alarms.delete(alarm);
      },
    },
    true,
  );
  /** Lets time pass for somebody whose computer stays awake. */
  async function pass(ms: number): Promise<void> {
    mail.now += ms;
    for (const alarm of [...alarms].filter(({ at }) => at <= mail.now)) {
      alarms.delete(alarm);
      alarm.task();
    }
    await settle();
  }
  return { mail, tracking, asked, pass, alarms };
}
export const settle = () => new Promise((resolve) => setTimeout(resolve, 10));
