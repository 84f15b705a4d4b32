import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DecisionReceipt, decisionReceipt } from '@openly/contracts';
import pg from 'pg';
import { ConsentModule } from '../../apps/api/src/consent/consent.module.js';
import { verifyChains } from '../../apps/api/src/consent/verify-chains.js';
import { verifyGivenOut } from '../../apps/api/src/consent/verify-receipts.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { blocksIn } from '../support/documents.js';
import { buildLinkedMail, buildSender, decideAt, type LinkedMail } from '../support/linked-mail.js';
import { type PartOfApi, startPart } from '../support/modules.js';

/** What docs/backups.md has the operator do, in its order. */
const [makeRoom = '', putBack = '', stopAll = ''] = blocksIn('backups.md', 'sql');

let database: TestDatabase;
let api: PartOfApi;
let owner: pg.Client;
let before: LinkedMail;
let refused: LinkedMail;
let ofRefusedSender: LinkedMail;
let ofAnother: LinkedMail;
const receipts: DecisionReceipt[] = [];

/** One decision is in the backup; two come after it, and are in the hourly copy alone. */
beforeAll(async () => {
  database = await createDatabase();
  api = await startPart(database, [ConsentModule]);
  owner = new pg.Client({ connectionString: database.connections.ownerUrl });
  await owner.connect();
  const [one, two] = await Promise.all([aSender(), aSender()]);
  const reader = `${randomUUID()}@example.net`;
  before = await aMail(one);
  refused = await aMail(two);
  ofRefusedSender = await aMail(one, reader);
  ofAnother = await aMail(two, reader);
  const last = await aMail(one, reader);
  receipts.push(await refuse(before, 'message'));
  const [backup] = await database.query(`select * from consent_head where team_id = $1`, [before.teamId]);
  const [server] = await database.query(`select * from consent_head where team_id <> $1`, [before.teamId]);
  receipts.push(await refuse(refused, 'message'), await refuse(last, 'sender'));

  await owner.query(makeRoom);
  await asSystem(() => owner.query('insert into newer_decision select * from consent_decision'));
  await database.query('delete from consent_decision where instance_seq > 1');
  await database.query('delete from consent_head');
  for (const head of [backup, server]) {
    await database.query('insert into consent_head values ($1, $2, $3)', [head?.team_id, head?.seq, head?.hash]);
  }
  await database.query('update message set withdrawn_at = null where id <> $1', [before.id]);
}, 60_000);

afterAll(async () => {
  await owner.end();
  await api.close();
  await database.close();
});

const aSender = () => buildSender(database);
const aMail = (sender: { teamId: string; accountId: string }, reader = `${randomUUID()}@example.net`) =>
  buildLinkedMail(database, api, sender, [reader]);

async function refuse(mail: LinkedMail, scope: string): Promise<DecisionReceipt> {
  const answer = await decideAt(api.url, mail, { decision: 'refuse', scope });
  expect(answer.status).toBe(200);
  return decisionReceipt.parse(await answer.json());
}

async function asSystem<T>(work: () => Promise<T>): Promise<T> {
  await owner.query('begin isolation level repeatable read');
  await owner.query(`set local openly.scope = 'system'`);
  const done = await work();
  await owner.query('commit');
  return done;
}

const withdrawn = async () =>
  (await database.query<{ id: string }>('select id from message where withdrawn_at is not null')).map(({ id }) => id);

describe('after an older backup was restored', () => {
  it('the chains alone show nothing, and a newer receipt shows that something is lost', async () => {
    expect(await asSystem(() => verifyChains(owner))).toMatchObject({ decisions: 1 });
    expect(await asSystem(() => verifyGivenOut(owner, { receipts, heads: [] }))).toMatch(/cut tail/);
    expect(await withdrawn()).toEqual([before.id]);
  });

  it('the documented steps put newer decisions back, and what they refused stops recording', async () => {
    await owner.query(putBack);

    expect(await asSystem(() => verifyChains(owner))).toMatchObject({ decisions: 3, head: { seq: 3 } });
    expect(await asSystem(() => verifyGivenOut(owner, { receipts, heads: [] }))).toBeNull();
    const stopped = await withdrawn();
    expect(stopped).toEqual(expect.arrayContaining([before.id, refused.id, ofRefusedSender.id]));
    expect(stopped).not.toContain(ofAnother.id);
  });

  it('decisions go on where they ended', async () => {
    const receipt = await refuse(ofAnother, 'sender');

    expect(receipt.instanceHead.seq).toBe(4);
    expect(await asSystem(() => verifyChains(owner))).toMatchObject({ decisions: 4 });
  });

  it('without newer decisions, the documented step stops all mail that was sent', async () => {
    const mail = await aMail(await aSender());
    expect(await withdrawn()).not.toContain(mail.id);

    await owner.query(stopAll);

    expect(await withdrawn()).toContain(mail.id);
  });
});
