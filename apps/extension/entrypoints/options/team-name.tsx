import { renameTeam } from '@openly/contracts';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, type Failure, failureOf } from '../../protocol';

/** Giving the team another name, which its people and whoever is invited see. */
export function TeamName({ teamName }: { teamName: string }): JSX.Element {
  const [typed, setTyped] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const isOpen = typed !== null;
  const wasOpen = useRef(false);
  useEffect(() => {
    if (isOpen) field.current?.select();
    else if (wasOpen.current) opener.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);

  function open(): void {
    setSaid(null);
    setTyped(teamName);
  }
  function close(): void {
    setTyped(null);
    setFailure(null);
  }

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    if (busy || typed === null) return;
    const given = renameTeam.safeParse({ name: typed });
    if (!given.success) {
      return setFailure({ code: 'invalid_name', title: 'A name has 1 to 100 characters, all on one line.' });
    }
    setBusy(true);
    setFailure(null);
    try {
      const account = await ask('renameTeam', given.data);
      setSaid(`The team is called ${account.teamName} now.`);
      close();
    } catch (error) {
      setFailure(failureOf(error));
      field.current?.focus();
    } finally {
      setBusy(false);
    }
  }

  if (!isOpen) {
    return (
      <>
        <button type="button" ref={opener} style="margin-top: 8px" data-openly="rename-team" onClick={open}>
          Rename…
        </button>
        {said && (
          <div class="good" role="status" data-openly="renamed">
            {said}
          </div>
        )}
      </>
    );
  }
  return (
    <form
      class="confirm"
      noValidate
      data-openly="team-name"
      aria-busy={busy}
      onSubmit={(event) => void save(event)}
      onKeyDown={(event) => event.key === 'Escape' && !busy && close()}
    >
      <label class="field">
        Name of the team
        <input
          ref={field}
          type="text"
          autocomplete="off"
          maxLength={100}
          data-openly="team-name-field"
          aria-invalid={failure !== null}
          value={typed}
          readOnly={busy}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </label>
      <div class="buttons">
        <button type="submit" class="main" data-openly="save-team-name" disabled={busy}>
          {busy ? 'Saving…' : 'Save'}
        </button>
        <button type="button" data-openly="keep-team-name" disabled={busy} onClick={close}>
          Cancel
        </button>
      </div>
      {failure && (
        <div class="problem" role="alert" data-openly="team-name-problem">
          {failure.title}
        </div>
      )}
    </form>
  );
}
