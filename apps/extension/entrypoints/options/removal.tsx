import type { Member, RemoveMember, WaitingMail } from '@openly/contracts';
import type { JSX } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ask, type Failure, failureOf } from '../../protocol';
import { becomesOf, stayingWords } from './waiting-words';

interface RemovalProps {
  member: Member;
  /** Who could send what waits. */
  takers: Member[];
  done(): void;
  keep(): void;
}

/** Says what goes, asks what becomes of mail that waits, and removes. */
export function Removal({ member, takers, done, keep }: RemovalProps): JSX.Element {
  const [choice, setChoice] = useState<RemoveMember>({ schedules: 'cancel' });
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const field = useRef<HTMLSelectElement>(null);
  useEffect(() => field.current?.focus(), []);
  const waiting = useWaiting(member.id);

  async function remove(event: Event): Promise<void> {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setFailure(null);
    try {
      await ask('removeMember', { id: member.id, choice });
      done();
    } catch (error) {
      setFailure(failureOf(error));
      setBusy(false);
      // Some of it may have been handed over.
      waiting.read();
    }
  }

  return (
    <form
      class="confirm"
      data-openly="removal"
      aria-busy={busy}
      onSubmit={(event) => void remove(event)}
      onKeyDown={(event) => event.key === 'Escape' && !busy && keep()}
    >
      <p>
        This deletes the account of <strong>{member.email}</strong> with its tracked mail and what was recorded of it,
        signs its devices out, ends its API keys and takes back Openly’s access to its Gmail. It cannot be undone.
      </p>
      <label class="field">
        Mail of theirs that waits to be sent
        <select
          ref={field}
          class="inline wide"
          data-openly="waiting-mail"
          disabled={busy}
          value={choice.to ?? ''}
          onChange={({ currentTarget: { value } }) =>
            setChoice(value ? { schedules: 'handOver', to: value } : { schedules: 'cancel' })
          }
        >
          <option value="">is not sent; its drafts stay in their Gmail</option>
          {takers.map(({ id, email }) => (
            <option key={id} value={id}>
              goes out from {email}, at the same time
            </option>
          ))}
        </select>
      </label>
      <Becomes waiting={waiting} from={member.email} taker={takers.find(({ id }) => id === choice.to)?.email ?? null} />
      <div class="buttons">
        <button type="submit" class="bad" data-openly="remove-now" disabled={busy}>
          {busy ? 'Removing…' : 'Remove'}
        </button>
        <button type="button" data-openly="keep-member" disabled={busy} onClick={keep}>
          Keep
        </button>
      </div>
      {failure && (
        <div class="problem" role="alert" data-openly="removal-problem">
          {failure.title}
          {failure.errors && <Lines lines={stayingWords(failure.errors)} />}
        </div>
      )}
    </form>
  );
}

interface Waiting {
  /** Null while they are read. */
  known: { counts: WaitingMail } | { problem: string } | null;
  read(): void;
}

/** How much of a member's mail waits. */
function useWaiting(id: string): Waiting {
  const [known, setKnown] = useState<Waiting['known']>(null);
  const read = useCallback(() => {
    setKnown(null);
    ask('waitingMail', { id }).then(
      (counts) => setKnown({ counts }),
      (error) => setKnown({ problem: failureOf(error).title }),
    );
  }, [id]);
  useEffect(read, [read]);
  return { known, read };
}

interface BecomesProps {
  waiting: Waiting;
  from: string;
  taker: string | null;
}

/** What the present choice means for what waits, before it is made. */
function Becomes({ waiting: { known, read }, from, taker }: BecomesProps): JSX.Element {
  if (known && 'problem' in known) {
    return (
      <div class="problem" role="alert" data-openly="waiting-problem">
        How much waits could not be read. {known.problem}{' '}
        <button type="button" onClick={read}>
          Try again
        </button>
      </div>
    );
  }
  const lines = known ? becomesOf(known.counts, from, taker) : ['Counting what waits…'];
  return (
    <div role="status" data-openly="waiting-counts" style="margin-bottom: 14px">
      {lines.length === 1 ? <p>{lines}</p> : <Lines lines={lines} />}
    </div>
  );
}

function Lines({ lines }: { lines: string[] }): JSX.Element {
  return (
    <ul class="plain">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
