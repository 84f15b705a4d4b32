import { describe, expect, it, jest } from '@jest/globals';
import { Enricher } from '../../apps/api/src/opens/enricher.js';
import { consentStage, outcomeOf } from '../support/consent-stage.js';
import { marksIn, noMarks } from '../support/marks.js';
import { schedulingIn } from '../support/scheduled-mail.js';
import { isWaitingAnew, seriesStage } from '../support/series-stage.js';
import { until } from '../support/until.js';
import { type User, type World, withSender } from '../support/world.js';

let world: World;
let sender: User;
withSender((its) => {
  ({ world, sender } = its);
});
const its = () => ({ world, sender });
const { someReader, setMode, decided, prepare, sent, decideIn } = consentStage(its);
const { buildDraft, schedule, dispatch, whenIt, sentMails } = schedulingIn(its);
const series = seriesStage(its);

const SEND = /^POST .*drafts\/send$/;
const READER = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.0' };
const sendNow = (id: string) => sender.call('POST', `/v1/schedules/${id}/send-now`);
const refuse = async (html: string, scope: 'message' | 'sender' | 'server' = 'sender') =>
  expect((await decideIn(html, 'refuse', scope)).status).toBe(200);

/** All a reader's machine sees of an answer, but the time it was given at. */
async function fetched(path: string) {
  const answer = await fetch(world.api.url + path, { redirect: 'manual', headers: READER });
  const headers = [...answer.headers].filter(([name]) => name !== 'date');
  return { status: answer.status, headers, body: Buffer.from(await answer.arrayBuffer()).toString('hex') };
}

const pixelIn = (html: string | null) => /(\/o\/[\w-]+\/[\w-]+\.gif)/.exec(html ?? '')?.[1] ?? '';

/** What is kept of fetches of all this sender's mail. */
async function kept() {
  const [row] = await world.database.query<{ hits: number; opens: number; clicks: number; counted: number }>(
    `select (select count(*)::int from hit) as hits, (select count(*)::int from open) as opens,
            (select count(*)::int from click) as clicks,
            (select coalesce(sum(open_count + machine_open_count), 0)::int from message) as counted`,
  );
  return row;
}

/** Has every hit judged, by this process. */
const judged = () =>
  until(async () => {
    await world.api.app.get(Enricher).enrichAll();
    return (await kept())?.hits === 0;
  });

/** That these paths answer as they did, and that nothing comes of it. */
async function recordsNothing(paths: string[], work: () => Promise<unknown>) {
  const before = [];
  for (const path of paths) before.push(await fetched(path));
  await judged();
  await work();
  const known = await kept();
  for (const [place, path] of paths.entries()) expect(await fetched(path)).toEqual(before[place]);
  await judged();
  expect(await kept()).toEqual(known);
}

/** A scheduled mail to these readers that is out. @returns its html */
async function sentBySchedule(...readers: string[]): Promise<string> {
  const draft = await buildDraft({ to: readers.join(', ') });
  const made = await schedule(draft.id, { when: 'tomorrow' });
  await sendNow(made.id);
  await whenIt(made.id, 'sent');
  return (await sentMails(draft.subject))[0]?.html ?? '';
}

/** That this schedule, sent now, goes out as any mail would that Openly never saw. */
async function goesOutBare(scheduleId: string, subject: string) {
  await sendNow(scheduleId);
  expect(await whenIt(scheduleId, 'sent')).toMatchObject({ code: 'untracked_reader_refused', messageId: null });
  const [mail] = await sentMails(subject);
  expect(mail?.raw.toString()).not.toContain('data-openly');
  expect(marksIn(mail?.html ?? '')).toEqual(noMarks);
}

describe('from the moment a reader refuses', () => {
  it('a mail sent by hand records nothing: its pixel and its link answer the same to the byte', async () => {
    const ann = someReader();
    const mail = await prepare([ann], { links: ['https://shop.example/offer'] });
    await sent(mail);
    const link = new URL(mail.links[0]?.trackedUrl ?? '');
    await recordsNothing([pixelIn(mail.pixelHtml), link.pathname + link.search], () => refuse(mail.noticeHtml ?? ''));
    expect((await kept())?.clicks).toBeGreaterThan(0);
    expect(outcomeOf(await prepare([ann], { links: ['https://shop.example/offer'] }))).toBe('bare');
    expect(outcomeOf(await prepare([ann], {}, mail.id))).toBe('bare');
  });

  it('what was fetched just before and is not judged yet counts for nothing', async () => {
    const mail = await prepare([someReader()]);
    await sent(mail);
    const waiting = jest.spyOn(world.api.app.get(Enricher), 'enrichAll').mockResolvedValue(undefined);
    try {
      await fetched(pixelIn(mail.pixelHtml));
      await until(async () => (await kept())?.hits === 1);
      await refuse(mail.noticeHtml ?? '', 'message');
    } finally {
      waiting.mockRestore();
    }
    await judged();
    const { body } = await sender.call('GET', `/v1/messages/${mail.id}`);
    expect(body).toMatchObject({ receiptState: 'withdrawn', openCount: 0, machineOpenCount: 0 });
  });

  it('a scheduled mail that is out records nothing', async () => {
    const html = await sentBySchedule(someReader());
    await recordsNothing([pixelIn(html)], () => refuse(html));
  });

  it('a scheduled mail that was prepared already, and not taken by Gmail, goes out bare', async () => {
    const ann = someReader();
    const first = await sentBySchedule(ann);
    const draft = await buildDraft({ to: ann });
    const made = await schedule(draft.id, { when: 'tomorrow' });
    world.sandbox.faults.failNextApiCall({ match: SEND, status: 429, reason: 'userRateLimitExceeded' });
    await sendNow(made.id);
    await dispatch();
    const [prepared] = await world.database.query<{ tracked: boolean }>(
      'select m.tracked from message m join schedule s on s.message_id = m.id where s.id = $1',
      [made.id],
    );
    expect(prepared).toEqual({ tracked: true });
    await refuse(first);
    await goesOutBare(made.id, draft.subject);
  });

  it('a mail to several records nothing of any of them, and later ones to them go out bare', async () => {
    const [ann, bob] = [someReader(), someReader()];
    const toAnn = await sentBySchedule(ann);
    const toBoth = await sentBySchedule(bob, ann);
    const planned = await buildDraft({ to: `${bob}, ${ann}` });
    const made = await schedule(planned.id, { when: 'tomorrow' });
    await recordsNothing([pixelIn(toAnn), pixelIn(toBoth)], () => refuse(toAnn));
    await goesOutBare(made.id, planned.subject);
    expect(marksIn(await sentBySchedule(bob)).pixels).toHaveLength(1);
  });

  it('by anybody who holds the link of a mail to several, that mail stops for all, and no other', async () => {
    const [ann, bob] = [someReader(), someReader()];
    const toBoth = await sentBySchedule(ann, bob);
    await recordsNothing([pixelIn(toBoth)], () => refuse(toBoth, 'message'));
    expect(marksIn(await sentBySchedule(ann, bob)).pixels).toHaveLength(1);
  });

  it('a follow-up goes out bare, and the mail it follows counts as not opened from then on', async () => {
    const ann = someReader();
    const draft = await buildDraft({ to: ann });
    const first = await schedule(draft.id, { when: 'tomorrow' });
    await sendNow(first.id);
    await whenIt(first.id, 'sent');
    const next = await buildDraft({ to: ann });
    const followUpOf = { scheduleId: first.id, unless: 'replied', days: 1 };
    const then = await schedule(next.id, { followUpOf });
    const html = (await sentMails(draft.subject))[0]?.html ?? '';
    await recordsNothing([pixelIn(html)], () => refuse(html));
    await goesOutBare(then.id, next.subject);
  });

  it('the occurrence of a series that waits goes out bare, and so does the one after it', async () => {
    const ann = someReader();
    const html = await sentBySchedule(ann);
    const made = await series.begin((await series.buildDraft({ to: ann })).id);
    const waiting = await series.scheduleOf(made.scheduleId);
    await refuse(html);
    await goesOutBare(waiting.id, waiting.subject ?? '');
    await series.letTimeCome(made);
    const next = await series.whenIt(made, isWaitingAnew(made.scheduleId));
    await sendNow(next.scheduleId ?? '');
    expect(await whenIt(next.scheduleId ?? '', 'sent')).toMatchObject({ code: 'untracked_reader_refused' });
    for (const mail of await series.sentAbout(waiting.subject ?? '')) expect(marksIn(mail.html)).toEqual(noMarks);
  });

  it('and of the whole server, a colleague’s mail records nothing either', async () => {
    const ann = someReader();
    const colleague = await world.signIn('colleague@example.com');
    const body = { recipients: [{ email: ann, field: 'to' }] };
    const theirs = await colleague.call('PUT', '/v1/messages/018f3f5e-7d1e-4b7e-9d59-3c2f0a9b4c11', body);
    const mine = await prepare([ann]);
    const paths = [pixelIn(theirs.body.pixelHtml), pixelIn(mine.pixelHtml)];
    await recordsNothing(paths, () => refuse(mine.noticeHtml ?? '', 'server'));
    const again = await colleague.call('PUT', '/v1/messages/018f3f5e-7d1e-4b7e-9d59-3c2f0a9b4c12', body);
    expect(again.body.reason).toBe('reader_refused');
  });
});

describe('a reader who comes back', () => {
  it('has later mail tracked again; in a team that asks, too', async () => {
    const ann = someReader();
    const html = await sentBySchedule(ann);
    await refuse(html);
    await decided(ann, { decision: 'allow', scope: 'sender' });
    expect(marksIn(await sentBySchedule(ann)).pixels).toHaveLength(1);
    await setMode('ask');
    expect(marksIn(await sentBySchedule(ann)).pixels).toHaveLength(1);
    await setMode('notice');
  });
});
