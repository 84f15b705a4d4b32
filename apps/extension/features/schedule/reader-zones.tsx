import { type ReaderZone, timeZone } from '@openly/contracts';
import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { Understood } from '../../protocol';

/** Readers beyond these are counted, not listed. */
const SHOWN = 4;

/** How well each reader's zone is known; it can be set where it is not, or is wrong. */
export function ReaderZones({
  meant: { readers },
  setZone,
}: {
  meant: Understood;
  setZone(email: string, timeZone: string): Promise<void>;
}): JSX.Element {
  const shown = inOrder(readers).slice(0, SHOWN);
  return (
    <div class="openly-zones" data-openly="reader-zones">
      {readers.length === 0 && <p>This mail has no reader yet.</p>}
      {readers.length > 1 && <p>Of these clocks the latest decides.</p>}
      {shown.map((one) => (
        <ZoneLine key={one.email} reader={one} setZone={setZone} />
      ))}
      {readers.length > SHOWN && <p>and {readers.length - SHOWN} more</p>}
    </div>
  );
}

/** Those whose zone is wanted come first. */
function inOrder(readers: readonly ReaderZone[]): ReaderZone[] {
  return [...readers].sort((a, b) => Number(a.timeZone !== null) - Number(b.timeZone !== null));
}

const SOURCES = { set: 'set by you', opens: 'from earlier opens', unknown: '' } as const;

interface ZoneLineProps {
  reader: ReaderZone;
  setZone(email: string, timeZone: string): Promise<void>;
}

function ZoneLine({ reader: { email, timeZone: known, source }, setZone }: ZoneLineProps): JSX.Element {
  const [asks, setAsks] = useState(false);
  const [typed, setTyped] = useState('');
  const list = useId();
  const zone = zoneOf(typed);
  async function save(): Promise<void> {
    if (zone === null) return;
    await setZone(email, zone);
    setAsks(false);
  }
  return (
    <div data-openly="reader-zone" data-openly-reader={email}>
      <p>
        <strong>{email}</strong>{' '}
        {known === null ? 'zone unknown, so your clock counts.' : `${known.replace(/_/g, ' ')} (${SOURCES[source]}).`}{' '}
        {!asks && (
          <button type="button" class="openly-link" data-openly="set-zone" onClick={() => setAsks(true)}>
            {known === null ? 'Set it' : 'Change'}
          </button>
        )}
      </p>
      {asks && (
        <div class="openly-zone-field">
          <input
            type="text"
            list={list}
            spellcheck={false}
            placeholder="Europe/Amsterdam"
            aria-label={`Time zone of ${email}`}
            data-openly="zone-field"
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') void save();
            }}
          />
          <datalist id={list}>
            {Intl.supportedValuesOf('timeZone').map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
          <button
            type="button"
            class="openly-button"
            data-openly="save-zone"
            disabled={zone === null}
            onClick={() => void save()}
          >
            Set
          </button>
        </div>
      )}
    </div>
  );
}

/** The IANA zone that was typed, in any spelling of case, with blanks for underscores; null: none. */
function zoneOf(typed: string): string | null {
  const wanted = typed.trim().replace(/ /g, '_');
  const listed = Intl.supportedValuesOf('timeZone').find((name) => name.toLowerCase() === wanted.toLowerCase());
  // The list leaves out other names of the same zone, such as Asia/Kolkata.
  return listed ?? timeZone.safeParse(wanted).data ?? null;
}
