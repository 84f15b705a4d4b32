import type { ErasureReceipt } from '@openly/contracts';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, type Failure, failureOf } from '../../protocol';
import { countsOf, draftsWords, googleWords } from './receipt-words';

/** Where the deletion of the account stands. */
type Step = { is: 'closed' } | { is: 'asked' } | { is: 'under_way' } | { is: 'done'; receipt: ErasureReceipt };

/** Deleting the account: what goes is said first, and the person types their own address. */
export function YourData({ email, serverUrl }: { email: string | null; serverUrl: string }): JSX.Element | null {
  const [step, setStep] = useState<Step>({ is: 'closed' });
  const [typed, setTyped] = useState('');
  const [failure, setFailure] = useState<Failure | null>(null);

  function close(): void {
    setStep({ is: 'closed' });
    setTyped('');
    setFailure(null);
  }

  async function deleteAccount(event: Event): Promise<void> {
    event.preventDefault();
    if (step.is === 'under_way') return;
    setFailure(null);
    setStep({ is: 'under_way' });
    try {
      setStep({ is: 'done', receipt: await ask('deleteAccount', { confirm: typed }) });
    } catch (error) {
      setStep({ is: 'asked' });
      setFailure(failureOf(error));
    }
  }

  // Signing out elsewhere, or with the deletion itself, takes the address away; the receipt stays on screen.
  if (step.is === 'done') return <Done receipt={step.receipt} serverUrl={serverUrl} />;
  if (email === null) return null;
  return (
    <section data-openly="your-data" aria-busy={step.is === 'under_way'}>
      <h2>Your data</h2>
      {step.is === 'closed' ? (
        <>
          <p class="soft">What {serverUrl} keeps of you and of the mail you had tracked or scheduled.</p>
          <p>
            <button type="button" class="bad" data-openly="delete-account" onClick={() => setStep({ is: 'asked' })}>
              Delete my account…
            </button>
          </p>
        </>
      ) : (
        <form onSubmit={(event) => void deleteAccount(event)} onKeyDown={(event) => event.key === 'Escape' && close()}>
          <p>This deletes your account on {serverUrl} and everything of it, at once and for good:</p>
          <ul class="plain">
            <li>every tracked mail, who it went to, and what was recorded of it;</li>
            <li>scheduled and repeated mail: it will not be sent. Its drafts stay in Gmail;</li>
            <li>your settings, and every device you are signed in on;</li>
            <li>Openly’s access to your Gmail.</li>
          </ul>
          <p class="soft">
            Mail you have sent stays where it is, and from then on tells nobody anything. What readers decided stays on
            the server, without their addresses and without yours.
          </p>
          <AddressField email={email} typed={typed} disabled={step.is === 'under_way'} change={setTyped} />
          <div class="buttons">
            <button
              type="submit"
              class="main bad"
              data-openly="delete-account-now"
              disabled={step.is === 'under_way' || typed.trim() === ''}
            >
              {step.is === 'under_way' ? 'Deleting…' : 'Delete my account'}
            </button>
            <button type="button" data-openly="keep-account" disabled={step.is === 'under_way'} onClick={close}>
              Keep it
            </button>
          </div>
          {step.is === 'under_way' && (
            <p class="soft" role="status">
              Deleting. With much mail this takes a minute.
            </p>
          )}
          {failure && (
            <div class="problem" role="alert" data-openly="delete-problem">
              {failure.title}
            </div>
          )}
        </form>
      )}
    </section>
  );
}

interface AddressFieldProps {
  email: string;
  typed: string;
  disabled: boolean;
  change(typed: string): void;
}

function AddressField({ email, typed, disabled, change }: AddressFieldProps): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  // Also when it was refused: a field that was disabled has lost the keyboard.
  useEffect(() => {
    if (!disabled) field.current?.focus();
  }, [disabled]);
  return (
    <label class="field" style="margin-top: 14px">
      To confirm, type your address: <strong>{email}</strong>
      <input
        ref={field}
        type="text"
        inputMode="email"
        autocomplete="off"
        spellcheck={false}
        data-openly="delete-confirm"
        value={typed}
        disabled={disabled}
        onInput={(event) => change(event.currentTarget.value)}
      />
    </label>
  );
}

/** The receipt is given once: nothing is left on the server to ask for it again. */
function Done({ receipt, serverUrl }: { receipt: ErasureReceipt; serverUrl: string }): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const drafts = draftsWords(receipt.draftsLeft);
  return (
    <section data-openly="account-deleted">
      <h2 ref={heading} tabIndex={-1} role="status">
        Your account is deleted
      </h2>
      <p>Removed from {serverUrl}:</p>
      <dl class="counts">
        {countsOf(receipt).map(([kind, count]) => (
          <>
            <dt>{kind}</dt>
            <dd>{count}</dd>
          </>
        ))}
      </dl>
      <p data-openly="google-grant">{googleWords(receipt)}</p>
      {drafts && <p>{drafts}</p>}
      <p class="soft">This is shown once. Keep the receipt if you may want to prove what was deleted, and when.</p>
      <p>
        <button type="button" class="main" data-openly="download-receipt" onClick={() => download(receipt)}>
          Download receipt
        </button>
      </p>
    </section>
  );
}

function download(receipt: ErasureReceipt): void {
  const file = new Blob([`${JSON.stringify(receipt, null, 2)}\n`], { type: 'application/json' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = `openly-deletion-${receipt.erasedAt.slice(0, 10)}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
