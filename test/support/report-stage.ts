import { beforeAll } from '@jest/globals';
import { Encryption } from '../../apps/api/src/secrets/encryption.js';
import { LookupHash } from '../../apps/api/src/secrets/lookup-hash.js';
import { type ReportTeam, writerOf } from './report-history.js';
import { COLLEAGUE, type User, type World, withSender } from './world.js';

export interface ReportStage {
  world: World;
  sender: User;
  /** The sender's colleague. */
  cleo: User;
  /** Theirs. */
  team: ReportTeam;
  write: ReturnType<typeof writerOf>;
}

/** Builds, before all tests of the place it is called from, a world without a worker in which two are in one team. */
export function withReportStage(keep: (stage: ReportStage) => void): void {
  let its: { world: World; sender: User };
  withSender(
    (built) => {
      its = built;
    },
    { env: { OPENLY_ROLE: 'api' } },
  );
  beforeAll(async () => {
    const { world, sender } = its;
    const cleo = await world.signIn(COLLEAGUE);
    const { app } = world.api;
    keep({
      world,
      sender,
      cleo,
      team: { teamId: sender.me.teamId, accounts: [sender.me.accountId, cleo.me.accountId] },
      write: writerOf(world.database, { encryption: app.get(Encryption), lookup: app.get(LookupHash) }),
    });
  });
}
