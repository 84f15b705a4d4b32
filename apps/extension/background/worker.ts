import { type LiveEvent, schedule, series } from '@openly/contracts';
import { OwnSenders } from '../features/own-opens/own-senders';
import { troubleOf } from '../features/schedule/trouble';
import { failureOf, type News, type Reply, RequestFailed, type RequestName } from '../protocol';
import { chromeStore, type Session, type Settings } from '../store';
import { accountState, answersWith } from './answers';
import { Api, nothing } from './api';
import { freshenAccount } from './freshen';
import { LiveChannel } from './live';
import { MessageIds } from './message-ids';
import { Outbox, type Waiting } from './outbox';
import { Outcomes } from './outcomes';
import { Troubles } from './troubles';

const OUTBOX_ALARM = 'openly-outbox';

/** What changes the list of scheduled mail; Gmail's tabs and the popup read it again. */
const CHANGES_SCHEDULES = new Set<RequestName>([
  'schedule',
  'unschedule',
  'sendNow',
  'reschedule',
  'decide',
  'pauseAll',
  'resumeAll',
  'startSeries',
  'changeSeries',
  'endSeries',
]);

/** Builds the background worker. Listeners are added in the first turn, since they are what wakes a stopped worker. */
export function startWorker(): void {
  const store = chromeStore;
  const api = new Api(store);
  const outbox = new Outbox(store, (binding) => deliver(api, binding));
  const ownSenders = new OwnSenders(store, chrome.declarativeNetRequest);
  const readSchedule = (id: string) => api.call({ method: 'GET', path: `/v1/schedules/${id}`, answer: schedule });
  const readSeries = (id: string) => api.call({ method: 'GET', path: `/v1/series/${id}`, answer: series });
  const troubles = new Troubles({ store, readSchedule, readSeries, showBadge, tell });
  const outcomes = new Outcomes({
    store,
    readSchedule,
    tell,
    now: Date.now,
    later: (task, ms) => setTimeout(task, ms),
  });
  const messageIds = new MessageIds(store);
  const answers = answersWith({ store, api, outbox, messageIds, ownSenders, troubles, outcomes });
  const live = new LiveChannel({
    store,
    open: (url) => new WebSocket(url) as unknown as ReturnType<ConstructorParameters<typeof LiveChannel>[0]['open']>,
    serverUrl: () => api.serverUrl(),
    accessToken: () => api.sessions.accessToken(),
    async refused() {
      const session = await api.sessions.current();
      if (session) await api.sessions.renew(session.accessToken);
    },
    onEvent: (event) => void tellAbout(event),
    onResync: () => void catchUp(),
  });

  async function flushOutbox(): Promise<void> {
    const waiting = await outbox.flush();
    if (waiting > 0) await chrome.alarms.create(OUTBOX_ALARM, { delayInMinutes: 1 });
    else await chrome.alarms.clear(OUTBOX_ALARM);
  }

  async function followSession(session: Session | undefined): Promise<void> {
    // Where the rules cannot be set, own looks are reported instead.
    await ownSenders.block(session?.account.senderId ?? null).catch(() => undefined);
    if (session) live.start();
    else live.stop();
  }

  async function tellAbout({ type, data }: LiveEvent): Promise<void> {
    if (/^(?:schedule|series)\./.test(type)) await tell({ openly: 'schedules' });
    if (type === 'series.failed') return data.seriesId ? troubles.heardOfSeries(data.seriesId) : undefined;
    if (type === 'schedule.failed') {
      // The reason may be that Google has withdrawn access: the popup says so beside the account.
      await freshenAccount(api);
      return troubles.heard(data);
    }
    if (type === 'schedule.changed') {
      // What was cancelled has a reason with it, such as a reply that came first.
      if (data.scheduleId && data.code) outcomes.heard(data.scheduleId);
      return;
    }
    if (type === 'schedule.sent' && data.scheduleId) {
      outcomes.heard(data.scheduleId);
      await troubles.over(data.scheduleId);
    }
    await tell({ openly: 'receipts', gmailThreadIds: data.gmailThreadId ? [data.gmailThreadId] : null });
  }

  /** Too much was missed to hear of it one by one. */
  async function catchUp(): Promise<void> {
    await Promise.all([tell({ openly: 'receipts', gmailThreadIds: null }), tell({ openly: 'schedules' })]);
    await freshenAccount(api);
    const schedules = await answers.schedules(null).catch(() => []);
    const waiting = schedules.filter((schedule) => troubleOf(schedule)?.asksSender);
    await troubles.add(waiting.map(({ id }) => id));
  }

  async function tellAccount(): Promise<void> {
    await tell({ openly: 'account', account: await accountState(store, api) });
  }

  chrome.runtime.onMessage.addListener((message: unknown, _sender, reply: (reply: Reply<unknown>) => void) => {
    const request = asRequest(message);
    if (!request) return false;
    const answer = answers[request.openly] as (question: unknown) => Promise<unknown>;
    answer(request.question).then(
      (answer) => {
        reply({ ok: true, answer });
        if (CHANGES_SCHEDULES.has(request.openly)) void tell({ openly: 'schedules' });
        if (request.openly === 'bindSent') void flushOutbox();
      },
      (error) => reply({ ok: false, failure: failureOf(error) }),
    );
    return true;
  });

  chrome.storage.onChanged.addListener((changes, area) => {
    if (area !== 'local') return;
    const { session, settings, sessionEnded } = changes;
    if (session) {
      const [before, after] = [session.oldValue as Session | undefined, session.newValue as Session | undefined];
      if (before?.account.accountId !== after?.account.accountId) {
        void followSession(after);
        // Another account's troubles are none of this one's.
        void troubles.seen();
        void outcomes.forget();
        if (after) void live.restart();
        if (after) void flushOutbox();
      } else if (before?.account.senderId !== after?.account.senderId) {
        void followSession(after);
      }
      const shown = (session?: Session) => JSON.stringify([session?.account, session?.consent]);
      if (shown(before) !== shown(after)) void tellAccount();
    }
    if (settings) {
      const [before, after] = [settings.oldValue as Settings | undefined, settings.newValue as Settings | undefined];
      if (before?.serverUrl !== after?.serverUrl) void live.restart();
    }
    if (settings || sessionEnded) void tellAccount();
  });

  chrome.alarms.onAlarm.addListener(({ name }) => {
    if (name === OUTBOX_ALARM) void wake();
  });
  chrome.runtime.onStartup.addListener(() => void wake());
  chrome.runtime.onInstalled.addListener(() => void wake());
  self.addEventListener('online', () => void wake());

  async function wake(): Promise<void> {
    // Gmail's page shares a process with the content script: it gets no tokens to lose.
    await chrome.storage.local.setAccessLevel({
      accessLevel: 'TRUSTED_CONTEXTS' as chrome.storage.AccessLevel,
    });
    const session = await api.sessions.current();
    await followSession(session ?? undefined);
    await troubles.show();
    if (!session) return;
    await flushOutbox();
    await freshenAccount(api);
  }
  void wake();
}

/** Sends news to every Gmail tab and to an open popup; whoever is not there misses nothing it cannot read itself. */
async function tell(news: News): Promise<void> {
  const tabs = await chrome.tabs.query({ url: 'https://mail.google.com/*' });
  const ids = tabs.flatMap(({ id }) => (id === undefined ? [] : [id]));
  await Promise.allSettled([...ids.map((id) => chrome.tabs.sendMessage(id, news)), chrome.runtime.sendMessage(news)]);
}

async function showBadge(text: string): Promise<void> {
  await chrome.action.setBadgeBackgroundColor({ color: '#b3261e' });
  await chrome.action.setBadgeText({ text });
}

/** Tells the server which Gmail mail a message became, and Gmail's tabs that the server knows. */
async function deliver(api: Api, { messageId, sent }: Waiting): Promise<'done' | 'keep'> {
  try {
    await api.call({ method: 'POST', path: `/v1/messages/${messageId}/sent`, body: sent, answer: nothing });
  } catch (error) {
    const final = ['message_not_found', 'message_discarded', 'invalid_request', 'forbidden', 'not_found'];
    return error instanceof RequestFailed && final.includes(error.code) ? 'done' : 'keep';
  }
  // Gmail may have listed the mail, and its row asked for its receipt, before the server knew what it had become.
  void tell({ openly: 'receipts', gmailThreadIds: [sent.gmailThreadId] });
  return 'done';
}

function asRequest(message: unknown): { openly: RequestName; question: unknown } | null {
  if (typeof message !== 'object' || message === null || !('openly' in message) || !('question' in message))
    return null;
  return message as { openly: RequestName; question: unknown };
}
