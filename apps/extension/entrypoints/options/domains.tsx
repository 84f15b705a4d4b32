import { setDomain, type TeamDomain } from '@openly/contracts';
import type { JSX } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { ask } from '../../protocol';
import { useAttempt } from './use-attempt';

type JoinsAs = TeamDomain['role'];

/** Whose people join the team by themselves: domains of Google Workspace, claimed by one who belongs to them. */
export function Domains({ hostedDomain }: { hostedDomain: string | null }): JSX.Element {
  const [domains, setDomains] = useState<TeamDomain[] | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const { busy, failure, attempt } = useAttempt();

  const read = useCallback(async () => setDomains(await ask('domains', null)), []);
  useEffect(() => void attempt(read), [attempt, read]);

  const anew = (work: () => Promise<unknown>) => {
    setSaid(null);
    return attempt(work);
  };
  const set = (domain: string, role: JoinsAs) =>
    anew(async () => {
      await ask('setDomain', { domain, role }).finally(read);
      setSaid(`Whoever signs in for the first time with an account of ${domain} joins as a ${role}.`);
    });
  const takeOut = (domain: string) =>
    anew(async () => {
      await ask('removeDomain', { domain }).finally(read);
      setSaid(`People of ${domain} do not join by themselves any more. Who has joined stays.`);
    });

  return (
    <div data-openly="domains" style="margin-top: 22px" aria-busy={busy}>
      <h2 id="domains">Join by domain</h2>
      <p class="soft">
        People of your company’s Google Workspace can join by signing in, without an invitation. Who has an account here
        already stays where they are; who was removed comes back by an invitation only.
      </p>
      {!domains && !failure && (
        <p class="soft" role="status">
          Reading…
        </p>
      )}
      {domains?.length === 0 && (
        <p class="soft" data-openly="no-domains">
          No domain is set: people join by invitation only.
        </p>
      )}
      {domains && domains.length > 0 && (
        <ul class="people" aria-labelledby="domains">
          {domains.map(({ domain, role }) => (
            <li key={domain} data-openly="domain">
              <span class="who">
                <strong>{domain}</strong>
                {domain !== hostedDomain && <span class="soft">as {role}</span>}
              </span>
              {domain === hostedDomain && (
                <RoleField
                  label={`As what people of ${domain} join`}
                  name="domain-role"
                  role={role}
                  busy={busy}
                  change={(changed) => void set(domain, changed)}
                />
              )}
              <button
                type="button"
                data-openly="take-out-domain"
                aria-label={`Let people of ${domain} join no more`}
                disabled={busy}
                onClick={() => void takeOut(domain)}
              >
                Take out
              </button>
            </li>
          ))}
        </ul>
      )}
      {domains && !domains.some(({ domain }) => domain === hostedDomain) && (
        <Claim hostedDomain={hostedDomain} busy={busy} claim={(domain, role) => void set(domain, role)} />
      )}
      {said && (
        <div class="good" role="status" data-openly="domains-said">
          {said}
        </div>
      )}
      {failure && (
        <div class="problem" role="alert" data-openly="domains-problem">
          {failure.title}{' '}
          {!domains && (
            <button type="button" disabled={busy} onClick={() => void attempt(read)}>
              Try again
            </button>
          )}
        </div>
      )}
    </div>
  );
}

interface ClaimProps {
  hostedDomain: string | null;
  busy: boolean;
  claim(domain: string, role: JoinsAs): void;
}

/** The one domain that this person can claim is the one that Google says they belong to. */
function Claim({ hostedDomain, busy, claim }: ClaimProps): JSX.Element {
  const [role, setRole] = useState<JoinsAs>('member');
  if (hostedDomain === null) {
    return (
      <p class="soft" data-openly="no-own-domain">
        Your account belongs to no Google Workspace, so there is no domain you could add. Make somebody with a company
        account an admin: they can add theirs here.
      </p>
    );
  }
  return (
    <form
      data-openly="claim-domain"
      style="margin-top: 10px"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) claim(hostedDomain, role);
      }}
    >
      <p>
        People of <strong>{hostedDomain}</strong> join as{' '}
        <RoleField label="As what" name="claim-role" role={role} busy={busy} change={setRole} />
      </p>
      <button type="submit" data-openly="claim" style="margin-top: 10px" disabled={busy}>
        Let them join
      </button>
    </form>
  );
}

interface RoleFieldProps {
  label: string;
  /** How tests find it. */
  name: string;
  role: JoinsAs;
  busy: boolean;
  change(role: JoinsAs): void;
}

function RoleField({ label, name, role, busy, change }: RoleFieldProps): JSX.Element {
  return (
    <select
      class="inline"
      aria-label={label}
      data-openly={name}
      value={role}
      disabled={busy}
      onChange={(event) => change(event.currentTarget.value as JoinsAs)}
    >
      {setDomain.shape.role.options.map((one) => (
        <option key={one} value={one}>
          {one}
        </option>
      ))}
    </select>
  );
}
