import {
  createdInvitation,
  erasureReceipt,
  invitation,
  type Member,
  me,
  member,
  type PreparedMessage,
  type PrepareMessage,
  pageOf,
  preparedMessage,
  receiptsResponse,
  type Series,
  schedule,
  scheduleEvent,
  series,
  team,
  teamDomain,
  thread,
  waitingMail,
} from '@openly/contracts';
import { sayRule } from '@openly/scheduling';
import { z } from 'zod';
import type { OwnSenders } from '../features/own-opens/own-senders';
import { pastEvent } from '../features/schedule/history-words';
import { type AccountState, RequestFailed, type RequestName, type Requests, type SpokenSeries } from '../protocol';
import { chosenSettings, DEFAULT_SETTINGS, readSettings, type Store } from '../store';
import { type Api, checkedServerUrl, nothing } from './api';
import { freshenAccount, modeInForce } from './freshen';
import type { MessageIds } from './message-ids';
import type { Outbox } from './outbox';
import type { Outcomes } from './outcomes';
import { chromeWebAuthFlow, signIn, signOut } from './sign-in';
import type { Troubles } from './troubles';
import { understand } from './understand';

export type Answers = { [Name in RequestName]: (question: Requests[Name]['ask']) => Promise<Requests[Name]['answer']> };

export interface AnswersParts {
  store: Store;
  api: Api;
  outbox: Outbox;
  messageIds: MessageIds;
  ownSenders: OwnSenders;
  troubles: Troubles;
  outcomes: Outcomes;
}

/** All that a person ever sent goes in one piece. */
const DELETION_TIMEOUT_MS = 120_000;
/** And before that each of somebody's drafts is copied, one after the other. */
const REMOVAL_TIMEOUT_MS = 280_000;

const count = z.object({ count: z.number() });
const spoken = (one: Series): SpokenSeries => ({ ...one, words: sayRule(one.rule) });

export async function accountState(store: Store, api: Api): Promise<AccountState> {
  const [session, chosen, ended] = await Promise.all([
    api.sessions.current(),
    chosenSettings(store),
    api.sessions.wasEnded(),
  ]);
  const account = session?.account;
  return {
    signedIn: session ? 'yes' : ended ? 'ended' : 'no',
    accountId: account?.accountId ?? null,
    email: account?.email ?? null,
    name: account?.name ?? null,
    senderId: account?.senderId ?? null,
    teamName: account?.teamName ?? null,
    hostedDomain: account?.hostedDomain ?? null,
    role: account?.role ?? null,
    gmailConnected: account?.gmailConnected ?? false,
    scheduleTolerance: account?.scheduleTolerance ?? null,
    noticeLanguage: account?.noticeLanguage ?? null,
    subjectsKept: account?.subjectsKept ?? true,
    consent: session?.consent ?? null,
    settings: { ...DEFAULT_SETTINGS, ...(account && { trackByDefault: account.trackedByDefault }), ...chosen },
  };
}

/** What the background worker does for Gmail's tabs, the popup and the options page: one function a request. */
export function answersWith({ store, api, outbox, messageIds, ownSenders, troubles, outcomes }: AnswersParts): Answers {
  const account = () => accountState(store, api);
  const path = (...parts: string[]) => `/v1/${parts.map(encodeURIComponent).join('/')}`;

  async function prepare(messageId: string, body: PrepareMessage, timeoutMs: number): Promise<PreparedMessage> {
    const call = {
      method: 'PUT',
      path: path('messages', messageId),
      body,
      timeoutMs,
      answer: preparedMessage,
    } as const;
    const prepared = await api.call(call);
    const known = (await api.sessions.current())?.consent?.mode;
    if (!known || prepared.consentMode !== modeInForce(known, body.consentMode)) void freshenAccount(api);
    return prepared;
  }

  return {
    account,
    async freshen() {
      await freshenAccount(api);
      return account();
    },
    async signIn() {
      await signIn(api, chrome.identity.getRedirectURL(), chromeWebAuthFlow);
      await freshenAccount(api);
      return account();
    },
    async signOut() {
      await signOut(api);
      return account();
    },
    async changeSettings(change) {
      const before = await readSettings(store);
      const settings = { ...before, ...change };
      // A session belongs to its server; tokens must never be shown to another one.
      if (settings.serverUrl !== before.serverUrl) await signOut(api);
      await store.set('settings', { ...(await chosenSettings(store)), ...change });
      return account();
    },
    checkServer: async ({ serverUrl }) => ({ serverUrl: await checkedServerUrl(serverUrl) }),
    async prepare({ draftKey, body, timeoutMs }) {
      const messageId = await messageIds.of(draftKey);
      try {
        return await prepare(messageId, body, timeoutMs);
      } catch (error) {
        // Used up by a mail that was deleted, or by another account that had this draft on screen.
        const usedUp = ['message_discarded', 'message_not_found'];
        if (!(error instanceof RequestFailed && usedUp.includes(error.code))) throw error;
        return prepare(await messageIds.renew(draftKey, messageId), body, timeoutMs);
      }
    },
    async bindSent({ messageId, sent }) {
      await outbox.add({ messageId, sent });
      void outbox.flush();
      return null;
    },
    understand: (question) => understand(question, new Date(), api),
    setReaderZone: (body) => api.call({ method: 'PUT', path: path('reader-zones'), body, answer: nothing }),
    schedule: ({ body, idempotencyKey }) =>
      api.call({ method: 'POST', path: '/v1/schedules', body, idempotencyKey, answer: schedule }),
    unschedule: ({ id }) => api.call({ method: 'DELETE', path: path('schedules', id), answer: nothing }),
    sendNow: ({ id }) => api.call({ method: 'POST', path: path('schedules', id, 'send-now'), answer: schedule }),
    reschedule: ({ id, body }) => api.call({ method: 'PATCH', path: path('schedules', id), body, answer: schedule }),
    decide: ({ id, action }) =>
      api.call({ method: 'POST', path: path('schedules', id, 'resolve'), body: { action }, answer: schedule }),
    async history({ id }) {
      const { items } = await api.call({
        method: 'GET',
        path: path('schedules', id, 'history'),
        answer: pageOf(scheduleEvent),
      });
      return items.map(pastEvent);
    },
    pauseAll: () => api.call({ method: 'POST', path: '/v1/schedules/pause', answer: count }),
    resumeAll: () => api.call({ method: 'POST', path: '/v1/schedules/resume', answer: count }),
    async troublesSeen() {
      await troubles.seen();
      return null;
    },
    async schedules() {
      const lists = await Promise.all(
        (['scheduled', 'paused', 'sending', 'needs_decision', 'failed'] as const).map((status) =>
          api.call({ method: 'GET', path: `/v1/schedules?limit=100&status=${status}`, answer: pageOf(schedule) }),
        ),
      );
      return lists.flatMap(({ items }) => items);
    },
    outcomes: () => outcomes.recent(),
    async startSeries({ body, idempotencyKey }) {
      return spoken(await api.call({ method: 'POST', path: '/v1/series', body, idempotencyKey, answer: series }));
    },
    async changeSeries({ id, body }) {
      return spoken(await api.call({ method: 'PATCH', path: path('series', id), body, answer: series }));
    },
    endSeries: ({ id }) => api.call({ method: 'DELETE', path: path('series', id), answer: nothing }),
    async series() {
      const { items } = await api.call({ method: 'GET', path: '/v1/series?limit=100', answer: pageOf(series) });
      return items.filter(({ status }) => status !== 'ended').map(spoken);
    },
    async changeMe(body) {
      const changed = await api.call({ method: 'PATCH', path: '/v1/me', body, answer: me });
      const session = await api.sessions.current();
      if (session) await api.sessions.begin({ ...session, account: changed });
      return account();
    },
    async deleteAccount(body) {
      const receipt = await api.call({
        method: 'DELETE',
        path: '/v1/me',
        body,
        timeoutMs: DELETION_TIMEOUT_MS,
        answer: erasureReceipt,
      });
      await api.sessions.end('signed_out');
      await Promise.all([outbox.forget(), messageIds.forget()]);
      return receipt;
    },
    async joinTeam(body) {
      const moved = await api.call({
        method: 'POST',
        path: '/v1/invitations/accept',
        body,
        timeoutMs: DELETION_TIMEOUT_MS,
        answer: me,
      });
      const session = await api.sessions.current();
      if (session) await api.sessions.begin({ ...session, account: moved });
      // Of the account as it was.
      await Promise.all([outbox.forget(), messageIds.forget()]);
      await freshenAccount(api);
      return account();
    },
    async members() {
      const all: Member[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const more: string = cursor && `&cursor=${encodeURIComponent(cursor)}`;
        const page: { items: Member[]; nextCursor: string | null } = await api.call({
          method: 'GET',
          path: `/v1/team/members?limit=200${more}`,
          answer: pageOf(member),
        });
        all.push(...page.items);
        cursor = page.nextCursor;
      }
      return all;
    },
    async renameTeam(body) {
      const { name } = await api.call({ method: 'PATCH', path: '/v1/team', body, answer: team });
      const session = await api.sessions.current();
      if (session) await api.sessions.begin({ ...session, account: { ...session.account, teamName: name } });
      return account();
    },
    waitingMail: ({ id }) =>
      api.call({ method: 'GET', path: path('team', 'members', id, 'waiting'), answer: waitingMail }),
    async domains() {
      return (await api.call({ method: 'GET', path: '/v1/team/domains', answer: pageOf(teamDomain) })).items;
    },
    setDomain: ({ domain, role }) =>
      api.call({ method: 'PUT', path: path('team', 'domains', domain), body: { role }, answer: teamDomain }),
    removeDomain: ({ domain }) =>
      api.call({ method: 'DELETE', path: path('team', 'domains', domain), answer: nothing }),
    changeMember: ({ id, role }) =>
      api.call({ method: 'PATCH', path: path('team', 'members', id), body: { role }, answer: member }),
    removeMember: ({ id, choice }) =>
      api.call({
        method: 'DELETE',
        path: `${path('team', 'members', id)}?${new URLSearchParams(choice)}`,
        timeoutMs: REMOVAL_TIMEOUT_MS,
        answer: erasureReceipt,
      }),
    async invitations() {
      const answer = pageOf(invitation);
      return (await api.call({ method: 'GET', path: '/v1/team/invitations?limit=200', answer })).items;
    },
    invite: ({ body, idempotencyKey }) =>
      api.call({ method: 'POST', path: '/v1/team/invitations', body, idempotencyKey, answer: createdInvitation }),
    uninvite: ({ id }) => api.call({ method: 'DELETE', path: path('team', 'invitations', id), answer: nothing }),
    async receipts(body) {
      const { receipts } = await api.call({
        method: 'POST',
        path: '/v1/threads/receipts',
        body,
        answer: receiptsResponse,
      });
      return receipts;
    },
    thread: ({ gmailThreadId }) => api.call({ method: 'GET', path: path('threads', gmailThreadId), answer: thread }),
    async ownView({ messageId, from, to }) {
      if (await ownSenders.ownPixelsBlocked()) return null;
      const body = { from, to };
      return api.call({ method: 'POST', path: path('messages', messageId, 'own-views'), body, answer: nothing });
    },
  };
}
