import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DecisionReceipt, decisionReceipt } from '@openly/contracts';
import pg from 'pg';
import { BEFORE_FIRST, instanceLink, type ProvenDecision, teamLink } from '../../apps/api/src/consent/chain.js';
import { ConsentModule } from '../../apps/api/src/consent/consent.module.js';
import { type Fault, type Sound, verifyChains } from '../../apps/api/src/consent/verify-chains.js';
import { verifyGivenOut } from '../../apps/api/src/consent/verify-receipts.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { buildLinkedMail, buildSender, decideAt, type LinkedMail } from '../support/linked-mail.js';
import { type PartOfApi, startPart } from '../support/modules.js';

let database: TestDatabase;
let api: PartOfApi;
let owner: pg.Client;
/** Four decisions of each of three teams, taking turns. */
let teams: string[];
let receipts: DecisionReceipt[];

beforeAll(async () => {
  database = await createDatabase();
  api = await startPart(database, [ConsentModule]);
  owner = new pg.Client({ connectionString: database.connections.ownerUrl });
  await owner.connect();
  const senders = await Promise.all([aSender(), aSender(), aSender()]);
  teams = senders.map(({ teamId }) => teamId).sort();
  receipts = [];
  for (let round = 0; round < 4; round++) {
    for (const sender of senders) receipts.push(await refuse(await aMail(sender)));
  }
}, 60_000);

afterAll(async () => {
  await owner.end();
  await api.close();
  await database.close();
});

const aSender = () => buildSender(database);
const someReader = () => `${randomUUID()}@example.net`;
const aMail = (sender: { teamId: string; accountId: string }, readers = [someReader()]) =>
  buildLinkedMail(database, api, sender, readers);

async function refuse(mail: LinkedMail, scope = 'message'): Promise<DecisionReceipt> {
  const answer = await decideAt(api.url, mail, { decision: 'refuse', scope });
  expect(answer.status).toBe(200);
  return decisionReceipt.parse(await answer.json());
}

/** What verification says after the tables' owner has done this; undone afterwards. */
async function verifiedAfter(tampering: (() => Promise<unknown>) | string): Promise<Sound | Fault> {
  return asOwner(async () => {
    await (typeof tampering === 'string' ? owner.query(tampering) : tampering());
    return verifyChains(owner);
  });
}

async function asOwner<T>(work: () => Promise<T>): Promise<T> {
  await owner.query('begin isolation level repeatable read');
  try {
    await owner.query(`set local openly.scope = 'system'`);
    return await work();
  } finally {
    await owner.query('rollback');
  }
}

const verify = () => verifiedAfter(async () => undefined);
const isGivenOutSound = () => asOwner(() => verifyGivenOut(owner, { receipts, heads: [] }));

/** The row at this place of the second team's chain. */
const at = (seq: number) => `team_id = '${teams[1]}' and team_seq = ${seq}`;
const seqsOf = async (teamId: string) =>
  (
    await database.query<{ seq: number }>(
      'select team_seq::int as seq from consent_decision where team_id = $1 order by team_seq',
      [teamId],
    )
  ).map(({ seq }) => seq);
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

describe('decisions', () => {
  it('made at once, in one team and in several, leave one chain each, without a gap', async () => {
    const senders = await Promise.all([aSender(), aSender(), aSender()]);
    const reader = someReader();
    const mails = await Promise.all(
      Array.from({ length: 30 }, (_, nth) => aMail(senders[nth % 3] ?? senders[0], nth % 5 ? undefined : [reader])),
    );
    const scopes = ['message', 'sender', 'server'];
    const made = await Promise.all(mails.map((mail, nth) => refuse(mail, scopes[Math.floor(nth / 3) % 3])));

    const ids = new Set(made.map(({ id }) => id));
    for (const { teamId } of senders) expect(await seqsOf(teamId)).toEqual(upTo((await seqsOf(teamId)).length));
    const [counted] = await database.query<{ rows: number; last: number; made: number }>(
      `select count(*)::int as rows, max(instance_seq)::int as last, (count(*) filter (where id = any($1)))::int as made
       from consent_decision`,
      [[...ids]],
    );
    expect(counted).toEqual({ rows: counted?.last, last: counted?.last, made: ids.size });
    expect(await verify()).toMatchObject({ decisions: counted?.rows });
    expect(await asOwner(() => verifyGivenOut(owner, { receipts: made, heads: [] }))).toBeNull();
  });

  it('repeated at once by many who hold the link of a mail to several are one, with one receipt', async () => {
    const mail = await aMail(await aSender(), [someReader(), someReader()]);
    const [first, ...others] = await Promise.all(Array.from({ length: 8 }, () => refuse(mail)));
    for (const other of others) expect(other).toEqual(first);
    expect(await seqsOf(mail.teamId)).toEqual([1]);
  });

  it('name in their receipt where both chains end with them', async () => {
    const mail = await aMail(await aSender());
    const receipt = await refuse(mail);
    const heads = await database.query<{ seq: number; hash: string }>(
      `select seq::int, encode(hash, 'hex') as hash from consent_head where team_id = $1 or team_id = $2 order by team_id`,
      ['00000000-0000-0000-0000-000000000000', mail.teamId],
    );
    expect(heads).toEqual([receipt.instanceHead, receipt.teamHead]);
  });

  it('are put in their place by the database: the application chooses neither place nor time, and changes nothing', async () => {
    const app = new pg.Client({ connectionString: database.connections.appUrl, options: '-c openly.scope=system' });
    await app.connect();
    const { rows } = await app.query(
      `insert into consent_decision (team_id, id, account_id, message_id, decision, scope, assurance, notice_version,
                                     decided_at, team_seq, team_hash, instance_seq, instance_hash)
       values ($1, $2, $3, $3, 'refuse', 'message', 'link', '1', '2001-01-01', 77, '\\x00', 77, '\\x00')
       returning team_seq, decided_at > now() - interval '1 minute' as is_now`,
      [randomUUID(), randomUUID(), randomUUID()],
    );
    expect(rows).toEqual([{ team_seq: '1', is_now: true }]);
    expect(await verify()).toHaveProperty('decisions');
    for (const forbidden of [
      `update consent_decision set decision = 'allow'`,
      'delete from consent_decision',
      'truncate consent_decision',
      'update consent_head set seq = 0',
      'delete from consent_head',
      `insert into consent_head values ('${randomUUID()}', 0, '\\x00')`,
      'alter table consent_decision disable trigger chain',
    ]) {
      await expect(app.query(forbidden)).rejects.toThrow(/permission denied|must be owner/);
    }
    await app.end();
  });
});

describe('the chains stay sound', () => {
  it('when a message is deleted, and when its sender goes with the whole team', async () => {
    const sender = await aSender();
    const [mail, other] = [await aMail(sender), await aMail(sender)];
    const kept = [await refuse(mail), await refuse(other, 'server')];
    await database.query('delete from message where team_id = $1 and id = $2', [mail.teamId, mail.id]);
    expect(await verify()).toHaveProperty('decisions');
    await database.query('delete from account where team_id = $1', [sender.teamId]);
    await database.query('delete from team where id = $1', [sender.teamId]);
    expect(await verify()).toHaveProperty('decisions');
    expect(await asOwner(() => verifyGivenOut(owner, { receipts: kept, heads: [] }))).toBeNull();
  });

  it('over many batches of rows', async () => {
    const many = () =>
      owner.query(
        `insert into consent_decision (team_id, id, account_id, message_id, email_hash, decision, scope, assurance,
                                       notice_version)
         select (array[$1::uuid, $2])[1 + nth % 2], gen_random_uuid(), $1, $2, '\\x01', 'refuse', 'sender', 'link', '1'
         from generate_series(1, 4500) nth`,
        [teams[0], teams[1]],
      );
    const before = (await verify()) as Sound;
    expect(await verifiedAfter(many)).toMatchObject({ decisions: before.decisions + 4500, teams: before.teams });
    const last = async () => {
      await many();
      await owner.query(`update consent_decision set decision = 'allow' where ${at(2204)}`);
    };
    expect(await verifiedAfter(last)).toMatchObject({ teamId: teams[1], seq: 2204, what: 'changed row' });
  }, 60_000);
});

describe('verification finds', () => {
  const HASH = `decode(repeat('11', 32), 'hex')`;
  it.each([
    ['id', `'${randomUUID()}'`],
    ['account_id', `'${randomUUID()}'`],
    ['message_id', `'${randomUUID()}'`],
    ['email_hash', `'\\x01'`],
    ['email_hash', 'null'],
    ['decision', `'allow'`],
    ['scope', `'sender'`],
    ['assurance', `'mailbox'`],
    ['notice_version', `'2'`],
    ['decided_at', `decided_at - interval '1 millisecond'`],
    ['decided_at', `'infinity'`],
    ['team_hash', HASH],
  ])('a changed %s (%s)', async (column, value) => {
    const found = await verifiedAfter(`update consent_decision set ${column} = ${value} where ${at(2)}`);
    expect(found).toMatchObject({ teamId: teams[1], seq: 2, what: 'changed row' });
  });

  it.each([
    ['instance_hash', HASH, 'changed row'],
    ['instance_seq', '0', 'missing row'],
    ['instance_seq', '-5', 'inserted row'],
    ['instance_seq', '100000', 'missing row'],
  ])('a changed %s (%s)', async (column, value, what) => {
    expect(
      await verifiedAfter(`update consent_decision set ${column} = ${value} where instance_seq = 6`),
    ).toMatchObject({
      teamId: null,
      what: column === 'instance_seq' && Number(value) < 1 ? 'inserted row' : what,
    });
  });

  it.each([1, 2, 3])('a deleted row at %i', async (seq) => {
    expect(await verifiedAfter(`delete from consent_decision where ${at(seq)}`)).toMatchObject({
      teamId: teams[1],
      seq,
      what: 'missing row',
    });
  });

  it('a deleted row after which the others were numbered anew', async () => {
    const found = await verifiedAfter(async () => {
      await owner.query(`delete from consent_decision where ${at(2)}`);
      for (const seq of [3, 4]) await owner.query(`update consent_decision set team_seq = ${seq - 1} where ${at(seq)}`);
    });
    expect(found).toMatchObject({ teamId: teams[1], seq: 2, what: 'changed row' });
  });

  it('a row moved to another team', async () => {
    const found = await verifiedAfter(
      `update consent_decision set team_id = '${teams[2]}', team_seq = 5 where ${at(4)}`,
    );
    expect(found).toMatchObject({ teamId: teams[1], seq: 4, what: 'cut tail' });
  });

  it.each([
    [4, 4],
    [3, 3],
    [1, 1],
  ])('a tail cut from %i on', async (from, seq) => {
    const cut = `delete from consent_decision where team_id = '${teams[1]}' and team_seq >= ${from}`;
    expect(await verifiedAfter(cut)).toMatchObject({ teamId: teams[1], seq, what: 'cut tail' });
  });

  it('all that is gone', async () => {
    expect(await verifiedAfter('delete from consent_decision')).toMatchObject({ what: 'cut tail', seq: 1 });
  });

  it.each([
    [1, 2],
    [2, 4],
    [3, 4],
  ])('rows %i and %i in each other’s place', async (one, other) => {
    const found = await verifiedAfter(async () => {
      await owner.query(`update consent_decision set team_seq = 0 where ${at(one)}`);
      await owner.query(`update consent_decision set team_seq = ${one} where ${at(other)}`);
      await owner.query(`update consent_decision set team_seq = ${other} where ${at(0)}`);
    });
    expect(found).toMatchObject({ teamId: teams[1], seq: one, what: 'reordered' });
  });

  it('rows of the server’s chain in each other’s place', async () => {
    const found = await verifiedAfter(async () => {
      await owner.query('update consent_decision set instance_seq = 0 where instance_seq = 3');
      await owner.query('update consent_decision set instance_seq = 3 where instance_seq = 8');
      await owner.query('update consent_decision set instance_seq = 8 where instance_seq = 0');
    });
    expect(found).toMatchObject({ teamId: null, seq: 3, what: 'reordered' });
  });

  it('a row put in between, with a link of its own that fits', async () => {
    const found = await verifiedAfter(async () => {
      await owner.query('alter table consent_decision disable trigger chain');
      const chain = await chainOf(teams[1] ?? '');
      for (const seq of [4, 3]) await owner.query(`update consent_decision set team_seq = ${seq + 1} where ${at(seq)}`);
      const forged = { ...(chain[0] as ProvenDecision), id: randomUUID(), decision: 'allow' };
      await owner.query(
        `insert into consent_decision (team_id, id, account_id, message_id, email_hash, decision, scope, assurance,
                                       notice_version, decided_at, team_seq, team_hash, instance_seq, instance_hash)
         values ($1, $2, $3, $4, $5, 'allow', $6, $7, $8, $9, 3, $10, 999999, ${HASH})`,
        [
          forged.teamId,
          forged.id,
          forged.accountId,
          forged.messageId,
          forged.emailHash,
          forged.scope,
          forged.assurance,
          forged.noticeVersion,
          forged.decidedAt,
          teamLink(forged, chain[1]?.hash ?? BEFORE_FIRST),
        ],
      );
    });
    expect(found).toMatchObject({ teamId: teams[1], seq: 3, what: 'inserted row' });
  });

  it('an end that is not the last row’s', async () => {
    for (const change of [`hash = ${HASH}`, 'seq = 3']) {
      const found = await verifiedAfter(`update consent_head set ${change} where team_id = '${teams[1]}'`);
      expect(found).toMatchObject({ teamId: teams[1], seq: 4, what: 'changed head' });
    }
    expect(await verifiedAfter(`delete from consent_head where team_id = '${teams[1]}'`)).toMatchObject({
      teamId: teams[1],
      what: 'changed head',
    });
  });

  it('a team’s whole chain made anew, by the server’s', async () => {
    const first = receipts.find(({ teamHead }) => teamHead.seq === 1);
    const found = await verifiedAfter(async () => {
      const teamId = await teamOf(first?.id ?? '');
      await owner.query(`update consent_decision set decision = 'allow' where id = '${first?.id}'`);
      await makeTeamAnew(teamId);
    });
    expect(found).toMatchObject({ teamId: null, seq: first?.instanceHead.seq, what: 'changed row' });
  });
});

describe('a receipt finds', () => {
  it('nothing wrong where nothing is', async () => {
    expect(await isGivenOutSound()).toBeNull();
  });

  it('a tail cut with both ends set back, which the chains alone cannot show', async () => {
    const [last] = receipts.slice(-1);
    const faults = await asOwner(async () => {
      await owner.query('delete from consent_decision where instance_seq >= $1', [last?.instanceHead.seq]);
      await setHeadsBack();
      expect(await verifyChains(owner)).toHaveProperty('decisions');
      return [
        await verifyGivenOut(owner, { receipts: receipts.slice(0, -1), heads: [] }),
        await verifyGivenOut(owner, { receipts, heads: [] }),
        await verifyGivenOut(owner, {
          receipts: [],
          heads: [{ teamId: await teamOf(receipts[0]?.id ?? ''), link: { seq: 5, hash: '00'.repeat(32) } }],
        }),
        await verifyGivenOut(owner, { receipts: [], heads: [{ teamId: null, link: last?.instanceHead ?? null }] }),
      ];
    });
    expect(faults).toEqual([
      null,
      expect.stringContaining(`seq=${last?.instanceHead.seq} cut tail`),
      expect.stringMatching(/^team=.* seq=5 cut tail/),
      expect.stringContaining('cut tail'),
    ]);
  });

  it('everything made anew from a changed row on', async () => {
    const [third] = receipts.slice(2);
    const fault = await asOwner(async () => {
      await owner.query(`update consent_decision set decision = 'allow' where id = '${third?.id}'`);
      for (const teamId of teams) await makeTeamAnew(teamId);
      await makeServerAnew();
      expect(await verifyChains(owner)).toHaveProperty('decisions');
      return [
        await verifyGivenOut(owner, { receipts: receipts.slice(2, 3), heads: [] }),
        await verifyGivenOut(owner, { receipts: receipts.slice(-1), heads: [] }),
      ];
    });
    expect(fault).toEqual([
      `instance seq=3 changed row: not as in the receipt: decision, teamHead, instanceHead`,
      expect.stringContaining('changed row: not as in the receipt'),
    ]);
  });

  it('a receipt that was itself changed', async () => {
    const [receipt] = receipts;
    if (!receipt) throw new Error('there is no receipt');
    const changes: Partial<DecisionReceipt>[] = [
      { id: randomUUID() },
      { decision: 'allow' },
      { scope: 'server' },
      { assurance: 'mailbox' },
      { noticeVersion: '9' },
      { decidedAt: '2001-01-01T00:00:00.000Z' },
      { teamHead: { ...receipt.teamHead, hash: randomBytes(32).toString('hex') } },
      { teamHead: { ...receipt.teamHead, seq: 2 } },
      { instanceHead: { ...receipt.instanceHead, hash: randomBytes(32).toString('hex') } },
    ];
    for (const change of changes) {
      const changed = { receipts: [{ ...receipt, ...change }], heads: [] };
      const [name] = Object.keys(change);
      expect(await asOwner(() => verifyGivenOut(owner, changed))).toMatch(new RegExp(`receipt: ${name}$`));
    }
  });
});

async function teamOf(id: string): Promise<string> {
  const [row] = await database.query<{ team_id: string }>('select team_id from consent_decision where id = $1', [id]);
  return row?.team_id ?? '';
}

/** A team's rows as the owner sees them now. */
async function chainOf(teamId: string): Promise<(ProvenDecision & { hash: Buffer })[]> {
  const { rows } = await owner.query(
    `select team_id as "teamId", id, account_id as "accountId", message_id as "messageId", email_hash as "emailHash",
            decision, scope, assurance, notice_version as "noticeVersion", decided_at, team_hash as hash
     from consent_decision where team_id = $1 order by team_seq`,
    [teamId],
  );
  return rows.map((row) => ({ ...row, decidedAt: row.decided_at.toISOString() }));
}

/** Makes all links of a team anew, so that its chain looks sound. */
async function makeTeamAnew(teamId: string): Promise<void> {
  let previous = BEFORE_FIRST;
  for (const row of await chainOf(teamId)) {
    previous = teamLink(row, previous);
    await owner.query('update consent_decision set team_hash = $1 where id = $2', [previous, row.id]);
  }
  await setHeadsBack();
}

async function makeServerAnew(): Promise<void> {
  const { rows } = await owner.query('select id, team_hash from consent_decision order by instance_seq');
  let previous = BEFORE_FIRST;
  for (const row of rows) {
    previous = instanceLink(row.team_hash, previous);
    await owner.query('update consent_decision set instance_hash = $1 where id = $2', [previous, row.id]);
  }
  await setHeadsBack();
}

/** Makes the ends those of the rows that are there. */
async function setHeadsBack(): Promise<void> {
  await owner.query(
    `update consent_head set seq = team_seq, hash = team_hash
     from (select distinct on (team_id) team_id, team_seq, team_hash from consent_decision
           order by team_id, team_seq desc) last
     where last.team_id = consent_head.team_id`,
  );
  await owner.query(
    `delete from consent_head where team_id <> '00000000-0000-0000-0000-000000000000'
       and team_id not in (select team_id from consent_decision)`,
  );
  await owner.query(
    `update consent_head set seq = instance_seq, hash = instance_hash
     from (select instance_seq, instance_hash from consent_decision order by instance_seq desc limit 1) last
     where consent_head.team_id = '00000000-0000-0000-0000-000000000000'`,
  );
}
