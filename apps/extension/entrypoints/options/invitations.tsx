import { type CreatedInvitation, type Invitation, type InvitedRole, invitedRole } from '@openly/contracts';
import type { JSX } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ask } from '../../protocol';
import { useAttempt } from './use-attempt';

/** Inviting somebody by a link, and taking back what nobody has used. */
export function Invitations(): JSX.Element {
  const [open, setOpen] = useState<Invitation[]>([]);
  const [made, setMade] = useState<CreatedInvitation | null>(null);
  const [role, setRole] = useState<InvitedRole>('member');
  const [email, setEmail] = useState('');
  const { busy, failure, attempt } = useAttempt();

  const read = useCallback(async () => setOpen(await ask('invitations', null)), []);
  useEffect(() => void attempt(read), [attempt, read]);

  function invite(event: Event): void {
    event.preventDefault();
    const body = { role, ...(email.trim() && { email: email.trim() }), expiresInDays: 7 };
    void attempt(async () => {
      setMade(await ask('invite', { body, idempotencyKey: crypto.randomUUID() }));
      setEmail('');
      await read();
    });
  }

  const takeBack = (id: string) =>
    attempt(async () => {
      await ask('uninvite', { id });
      if (made?.id === id) setMade(null);
      await read();
    });

  return (
    <div data-openly="invitations" style="margin-top: 22px">
      <h2 id="invite">Invite somebody</h2>
      <form onSubmit={invite} aria-labelledby="invite">
        <p>
          as{' '}
          <select
            class="inline"
            aria-label="As what"
            data-openly="invite-role"
            value={role}
            onChange={(event) => setRole(event.currentTarget.value as InvitedRole)}
          >
            {invitedRole.options.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </p>
        <label class="field" style="margin-top: 10px">
          Their address, if nobody else may use the link
          <input
            type="email"
            autocomplete="off"
            data-openly="invite-email"
            value={email}
            onInput={(event) => setEmail(event.currentTarget.value)}
          />
        </label>
        <button type="submit" data-openly="invite" disabled={busy}>
          Make a link
        </button>
      </form>
      {made && <Link made={made} />}
      {failure && (
        <div class="problem" role="alert" data-openly="invite-problem">
          {failure.title}
        </div>
      )}
      {open.length > 0 && (
        <ul class="people" aria-label="Invitations nobody has used yet">
          {open.map(({ id, role, email, expiresAt }) => (
            <li key={id} data-openly="open-invitation">
              <span class="who">
                <strong>{email ?? 'Whoever has the link'}</strong>
                <span class="soft">
                  as {role}, until {spoken(expiresAt)}
                </span>
              </span>
              <button type="button" disabled={busy} data-openly="take-back" onClick={() => void takeBack(id)}>
                Take back
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** The link, shown once. */
function Link({ made }: { made: CreatedInvitation }): JSX.Element {
  const [copied, setCopied] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    setCopied(false);
    field.current?.select();
  }, [made.id]);

  async function copy(): Promise<void> {
    field.current?.select();
    await navigator.clipboard.writeText(made.url);
    setCopied(true);
  }

  return (
    <div class="confirm" data-openly="made-invitation">
      <label class="field">
        {made.mailed
          ? `Mailed to ${made.email}. The link, if they need it again:`
          : 'Give this link to whom you invite:'}
        <input ref={field} type="text" readOnly data-openly="invitation-url" value={made.url} />
      </label>
      <div class="buttons">
        <button type="button" data-openly="copy-invitation" onClick={() => void copy()}>
          {copied ? 'Copied' : 'Copy'}
        </button>
      </div>
      <p class="soft">It works once, until {spoken(made.expiresAt)}, and is not shown again.</p>
    </div>
  );
}

const spoken = (instant: string) =>
  new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long' }).format(new Date(instant));
