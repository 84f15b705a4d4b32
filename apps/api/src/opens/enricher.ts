import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Place } from '@openly/contracts';
import {
  type EarlierLook,
  isLook,
  judge,
  MANY_LINKS,
  type RangeLookup,
  repeated,
  signalsOf,
  signalsToText,
} from '@openly/tracking';
import type { EntityManager } from 'typeorm';
import type { Config } from '../config.js';
import { CONFIG } from '../config.token.js';
import { Database } from '../database/database.js';
import type { Origin } from '../origins/origin.js';
import { OriginsService } from '../origins/origins.service.js';
import { QueueService } from '../queue/queue.service.js';
import { clientOf, NO_CLIENT } from './client.js';
import { confirmByClicks } from './confirmations.js';
import { atDetail } from './detail.js';
import { GeoIp } from './geoip.js';
import {
  BEFORE_ALL,
  type Claim,
  type ClaimedHit,
  claimHits,
  countOpens,
  type HitMessage,
  isThereAlready,
  type JudgedHit,
  LANES,
  type Lane,
  lockMessages,
  markSent,
  missingKeys,
  notKeptYet,
  preparePartitions,
  rejudgeClicks,
} from './hit-batch.js';
import { keepJudged } from './keep-judged.js';
import { Networks } from './networks.js';
import { addClick, readSurroundings, type Surroundings, traitsOf } from './surroundings.js';

/** Hits one transaction judges. */
export const BATCH_SIZE = 1_000;
/** Milliseconds until hits are looked at again that wait for their key. */
const LOOK_AGAIN_MS = 1_000;

/**
 * No table is read whole, whatever the planner believes of it: each hit and each message is found by a key, but row-level
 * security hides from the planner how many rows it will see, and it took all of them for few. And no statement is planned
 * anew for its values: they say nothing that its plan depends on.
 */
const BY_INDEX = { enable_seqscan: 'off', plan_cache_mode: 'force_generic_plan' };

/**
 * Why a hit becomes nothing: its message is unknown, or was prepared again without tracking, or its reader has withdrawn, or its sender deleted it, or nobody
 * knows any more who its readers are.
 */
export type Dropped = 'unknown_message' | 'untracked' | 'withdrawn' | 'discarded' | 'readers_forgotten';

/** Turns hits into opens and clicks, then forgets who fetched. Handler of the queue `enrich-hits`. */
@Injectable()
export class Enricher implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly geoip: GeoIp,
    private readonly networks: Networks,
    private readonly origins: OriginsService,
    private readonly queue: QueueService,
    @Inject(CONFIG) private readonly config: Pick<Config, 'duplicateMs'>,
  ) {}

  onModuleInit(): void {
    this.queue.handle('enrich-hits', () => this.enrichAll());
  }

  /**
   * Judges until the inbox is empty; what other workers have claimed is left to them. A full batch may be the first of
   * many: then a transaction a lane runs, so that PostgreSQL works while this process judges.
   */
  async enrichAll(): Promise<void> {
    for (;;) {
      const { count } = await this.enrichSome({ lane: null, after: BEFORE_ALL });
      if (count === 0) return;
      if (count < BATCH_SIZE) continue;
      const ends = await Promise.allSettled(LANES.map((lane) => this.enrichLane(lane)));
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
    }
  }

  /** Whatever comes late, with an id of before, is left to the next look at all. */
  private async enrichLane(lane: Lane): Promise<void> {
    for (let after: string | null = BEFORE_ALL; after !== null; ) {
      ({ last: after } = await this.enrichSome({ lane, after }));
    }
  }

  private async enrichSome(claim: Claim): Promise<Batch> {
    try {
      return await this.enrichBatch('new', claim);
    } catch (error) {
      if (!isThereAlready(error)) throw error;
      // A hit comes a second time where the answer of its writing was lost, and what it became may be there already.
      return this.enrichBatch('perhaps repeated', claim);
    }
  }

  /**
   * One transaction: hits go, opens, totals and events come. It may be run again at any point: an open's key is its
   * hit's id, and totals and events follow what was really added.
   */
  private async enrichBatch(novelty: 'new' | 'perhaps repeated', claim: Claim): Promise<Batch> {
    const readable = await this.origins.readable();
    return this.database.asSystem(async (manager) => {
      const hits = await claimHits(manager, readable, BATCH_SIZE, claim);
      if (hits.length === 0) {
        if (readable) await this.waitForKeys(manager, readable);
        return { count: 0, last: null };
      }
      // The city data is large: a worker that has no hit to judge does without it.
      const known: Known = {
        placeAt: await this.geoip.ready(),
        ownerOf: await this.networks.ready(),
        duplicateMs: this.config.duplicateMs,
      };
      const messages = await lockMessages(manager, hits);
      const near = await readSurroundings(manager, hits, known.duplicateMs, 'all', messages);
      addOwnClicks(near, hits);

      const origins = this.origins.openAll(hits.map(({ origin }) => origin));
      const judged = hits
        .map((hit, nth) => enrich(hit, origins[nth] ?? null, messages.get(hit.message_id), near, known))
        .filter((one) => typeof one !== 'string');
      await this.keep(manager, novelty === 'new' ? judged : await notKeptYet(manager, judged), messages, near);
      return { count: hits.length, last: hits.at(-1)?.id ?? null };
    }, BY_INDEX);
  }

  private async keep(
    manager: EntityManager,
    judged: readonly JudgedHit[],
    messages: ReadonlyMap<string, HitMessage>,
    near: Surroundings,
  ): Promise<void> {
    if (judged.length === 0) return;
    const opens = judged.filter(({ hit }) => hit.link_id === null);
    const clicks = judged.filter(({ hit }) => hit.link_id !== null);
    await preparePartitions(manager, opens, new Date());
    if (opens.length > 0) await countOpens(manager, opens, messages);
    await markSent(manager, clicks, messages);
    const scanned = clicks.filter(({ hit }) => linksFollowed(hit, near) >= MANY_LINKS);
    if (scanned.length > 0) await rejudgeClicks(manager, scanned);
    await keepJudged(manager, judged, messages);
    if (clicks.length === 0) return;
    await confirmByClicks(
      manager,
      clicks.map(({ hit }) => ({ teamId: hit.team_id, messageId: hit.message_id })),
    );
  }

  /** Where hits are left that wait for their key they are looked at again, before the queue's own next wake-up. */
  private async waitForKeys(manager: EntityManager, readable: readonly string[]): Promise<void> {
    const missing = await missingKeys(manager, readable);
    if (missing.length === 0) return;
    this.origins.missed(missing);
    // Whoever asks for it within the same second asks for the same job.
    const second = Math.floor(Date.now() / LOOK_AGAIN_MS);
    await this.queue.add('enrich-hits', {}, { delay: LOOK_AGAIN_MS, jobId: `enrich-hits-at-${second}` });
  }
}

/** How many hits a transaction took, and the id of the last. */
interface Batch {
  count: number;
  last: string | null;
}

/** What is known of addresses, and the settings that judging needs. */
interface Known {
  placeAt: (address: string) => Place | null;
  ownerOf: RangeLookup;
  duplicateMs: number;
}

/** The steps of one hit, in order; of who fetched as much as is still known. What it sees and leaves besides its result: the looks counted so far. */
function enrich(
  hit: ClaimedHit,
  origin: Origin | null,
  message: HitMessage | undefined,
  near: Surroundings,
  { placeAt, ownerOf, duplicateMs }: Known,
): JudgedHit | Dropped {
  // Known token: the message may be gone since.
  if (!message) return 'unknown_message';
  // Consent still given.
  if (!message.tracked) return 'untracked';
  if (message.withdrawn_at !== null) return 'withdrawn';
  if (message.readers_forgotten_at !== null) return 'readers_forgotten';
  if (message.state === 'discarded') return 'discarded';
  // Own view, proxy, scanner.
  const at = hit.arrived_at;
  const address = origin?.address ?? null;
  const signals = signalsOf(hit.method, origin, ownerOf(address));
  const verdict = judge({
    signals,
    arrivedAt: at,
    message: { sentAt: message.sent_at },
    ownViews: near.ownViews.get(hit.message_id) ?? [],
    linksFollowed: linksFollowed(hit, near),
  });
  // Client and place, only where they are the reader's own, and as fine as the mail's level of detail.
  const { client, place } = atDetail(message.detail, {
    client: verdict.clientAllowed ? clientOf(origin?.userAgent ?? '') : NO_CLIENT,
    place: verdict.placeAllowed && address !== null ? placeAt(address) : null,
  });
  // Duplicate: told by what is kept of a look, so that it does not matter whether both came in one batch.
  const traits = hit.link_id ?? traitsOf(client, place);
  const counted = countedBeside(hit, near);
  const look: EarlierLook = { at, kind: verdict.kind, traits };
  const final = repeated(verdict, look, counted, duplicateMs);
  if (isLook(final)) counted.push(look);
  const onlyTime = message.detail === 'count';
  return {
    hit,
    verdict: onlyTime && final.kind === 'direct' ? { ...final, reason: ONLY_TIME } : final,
    signals: onlyTime ? null : signalsToText(signals),
    client,
    place,
  };
}

/** The reason of a look of which no more than the time is kept: what it was judged by would tell the program. */
const ONLY_TIME = 'Somebody fetched this; of this mail no more than the time is kept.';

/** The counted looks or clicks of this hit's message, to be read and added to. */
function countedBeside(hit: ClaimedHit, near: Surroundings): EarlierLook[] {
  const counted = hit.link_id === null ? near.looks : near.followed;
  let looks = counted.get(hit.message_id);
  if (!looks) {
    looks = [];
    counted.set(hit.message_id, looks);
  }
  return looks;
}

/** The clicks of this batch stand beside those stored before it. */
function addOwnClicks(near: Surroundings, hits: readonly ClaimedHit[]): void {
  for (const hit of hits) {
    if (hit.link_id !== null) addClick(near.clicks, hit.message_id, hit.link_id, hit.arrived_at);
  }
}

function linksFollowed(hit: ClaimedHit, near: Surroundings): number {
  if (hit.link_id === null) return 0;
  return near.clicks.get(hit.message_id)?.countAbout(hit.arrived_at) ?? 0;
}
