import { type ConsentMode, consentMode, me, team } from '@openly/contracts';
import type { Consent } from '../store';
import type { Api } from './api';

/**
 * Reads the account and its team anew: name, sender id, Gmail access and how readers are asked may have changed on the
 * server. Where it does not answer, what is stored stays true enough until the next time.
 */
export async function freshenAccount(api: Api): Promise<void> {
  try {
    const [account, { policy, consentFloor }] = await Promise.all([
      api.call({ method: 'GET', path: '/v1/me', answer: me }),
      api.call({ method: 'GET', path: '/v1/team', answer: team }),
    ]);
    const consent: Consent = { mode: policy.consentMode, floor: consentFloor };
    const session = await api.sessions.current();
    // Signed in as somebody else meanwhile: that one's own are read then.
    if (session?.account.accountId !== account.accountId) return;
    const isNew = JSON.stringify([session.account, session.consent]) !== JSON.stringify([account, consent]);
    if (isNew) await api.sessions.begin({ ...session, account, consent });
  } catch {
    // Not now.
  }
}

/** The mode in force for a mail whose sender chose `chosen`: the stricter of that and the team's. */
export function modeInForce(teams: ConsentMode, chosen: ConsentMode = 'notice'): ConsentMode {
  return consentMode.options.find((mode) => mode === teams || mode === chosen) ?? teams;
}
