import {
  type DecisionReceipt,
  decisionPage,
  decisionReceipt,
  decisionReceipts,
  type ErasureReceipt,
  erasureReceipt,
} from '@openly/contracts';
import type { ClientBase } from 'pg';
import { z } from 'zod';

/** What was given out: one receipt, a reader's download, a page of a sender's export, or the receipt of an erasure. */
const givenOut = z.union([
  decisionReceipt.transform((receipt) => ({ receipts: [receipt], heads: [] })),
  decisionReceipts.transform(({ receipts }) => ({ receipts, heads: [] })),
  decisionPage.transform(({ items, ...ends }) => ({ receipts: items, heads: headsOf(ends) })),
  erasureReceipt.transform((ends) => ({ receipts: [], heads: headsOf(ends) })),
]);
export type GivenOut = z.infer<typeof givenOut>;

/** The ends of a team's chain and of the server's, as links that must still be there. */
function headsOf({ teamId, teamHead, instanceHead }: Pick<ErasureReceipt, 'teamId' | 'teamHead' | 'instanceHead'>) {
  return [
    { teamId, link: teamHead },
    { teamId: null, link: instanceHead },
  ];
}

/** @throws Error where the text is none of what Openly gives out */
export function readGivenOut(text: string): GivenOut {
  try {
    return givenOut.parse(JSON.parse(text));
  } catch {
    throw new Error('this is not a receipt or an export of decisions as Openly gives them out');
  }
}

interface KeptRow {
  id: string;
  decision: string;
  scope: string;
  assurance: string;
  decided_at: Date;
  notice_version: string;
  team_seq: string;
  team_hash: Buffer;
  instance_hash: Buffer;
  former_instance_hashes: Buffer[];
}

/**
 * Whether the chains still hold what was given out: the decisions as they were, and the ends as links.
 * @param client of system scope; the chains themselves are found sound apart (`verifyChains`)
 * @returns what is wrong first, in words for the operator; null where all is well
 */
export async function verifyGivenOut(client: ClientBase, { receipts, heads }: GivenOut): Promise<string | null> {
  for (const receipt of receipts) {
    const fault = await faultOfReceipt(client, receipt);
    if (fault) return fault;
  }
  // The end of a team's chain that was given out before the team came here has beside it the end of another server's.
  let isFormer = false;
  for (const { teamId, link } of heads) {
    if (!link || (teamId === null && isFormer)) continue;
    const { rows } = await client.query<{ hash: Buffer; is_former: boolean }>(
      `select ${teamId === null ? 'instance_hash' : 'team_hash'} as hash, former_instance_hashes <> '{}' as is_former
       from consent_decision where ${teamId === null ? 'instance_seq = $1' : 'team_seq = $1 and team_id = $2'}`,
      teamId === null ? [link.seq] : [link.seq, teamId],
    );
    const chain = teamId === null ? 'instance' : `team=${teamId}`;
    if (!rows[0]) return `${chain} seq=${link.seq} cut tail: the chain was given out up to there`;
    if (rows[0].hash.toString('hex') !== link.hash) return `${chain} seq=${link.seq} changed row: its link was another`;
    if (teamId !== null) isFormer = rows[0].is_former;
  }
  return null;
}

async function faultOfReceipt(client: ClientBase, receipt: DecisionReceipt): Promise<string | null> {
  const columns = `id, decision, scope, assurance, decided_at, notice_version, team_seq, team_hash, instance_hash,
    former_instance_hashes`;
  const { rows } = await client.query<KeptRow>(`select ${columns} from consent_decision where instance_seq = $1`, [
    receipt.instanceHead.seq,
  ]);
  let [kept] = rows;
  if (kept?.id !== receipt.id) {
    // Given out by the server that the team came from, where it had another place.
    const { rows: former } = await client.query<KeptRow>(
      `select ${columns} from consent_decision where id = $1 and former_instance_hashes <> '{}'`,
      [receipt.id],
    );
    kept = former[0] ?? kept;
  }
  const at = `instance seq=${receipt.instanceHead.seq}`;
  if (!kept) return `${at} cut tail: decision ${receipt.id} stood there and is gone`;
  const links = [kept.instance_hash, ...kept.former_instance_hashes].map((hash) => hash.toString('hex'));
  const differing = Object.entries({
    id: kept.id === receipt.id,
    decision: kept.decision === receipt.decision,
    scope: kept.scope === receipt.scope,
    assurance: kept.assurance === receipt.assurance,
    decidedAt: kept.decided_at.getTime() === Date.parse(receipt.decidedAt),
    noticeVersion: kept.notice_version === receipt.noticeVersion,
    teamHead:
      Number(kept.team_seq) === receipt.teamHead.seq && kept.team_hash.toString('hex') === receipt.teamHead.hash,
    instanceHead: links.includes(receipt.instanceHead.hash),
  }).flatMap(([name, isSame]) => (isSame ? [] : [name]));
  return differing.length > 0 ? `${at} changed row: not as in the receipt: ${differing.join(', ')}` : null;
}
