import type { ReaderZone } from '@openly/contracts';
import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { Understood } from '../../protocol';

/** Readers beyond these are counted, not listed. */
const SHOWN = 4;

/** Whose clock decides, and how well each reader's zone is known; a zone can be set where it is not, or is wrong. */
export function ReaderZones({
  meant: { reader, readers },
  setZone,
}: {
  meant: Understood;
  setZone(email: string, timeZone: string): Promise<void>;
}): JSX.Element {
  const shown = inOrder(readers, reader).slice(0, SHOWN);
  return (
    <div class="openly-zones" data-openly="reader-zones">
      {readers.length === 0 && <p>This mail has no reader yet.</p>}
      {readers.length > 1 && reader !== null && <p>The latest of these clocks decides.</p>}
      {shown.map((one) => (
        <ZoneLine key={one.email} reader={one} decides={one.email === reader} setZone={setZone} />
      ))}
      {readers.length > SHOWN && <p>and {readers.length - SHOWN} more</p>}
    </div>
  );
}

/** Those whose zone is wanted, then who decides, then the rest. */
function inOrder(readers: readonly ReaderZone[], decides: string | null): ReaderZone[] {
  const rank = ({ timeZone, email }: ReaderZone) => (timeZone === null ? 0 : email === decides ? 1 : 2);
  return [...readers].sort((a, b) => rank(a) - rank(b));
}

const SOURCES = { set: 'set by you', opens: 'from earlier opens', unknown: '' } as const;

interface ZoneLineProps {
  reader: ReaderZone;
  decides: boolean;
  setZone(email: string, timeZone: string): Promise<void>;
}

function ZoneLine({ reader: { email, timeZone, source }, decides, setZone }: ZoneLineProps): JSX.Element {
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
        {timeZone === null
          ? 'zone unknown, so your clock counts.'
          : `${timeZone.replace(/_/g, ' ')} (${SOURCES[source]})${decides ? ', decides.' : '.'}`}{' '}
        {!asks && (
          <button type="button" class="openly-link" data-openly="set-zone" onClick={() => setAsks(true)}>
            {timeZone === null ? 'Set it' : 'Change'}
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
  const wanted = typed.trim().replace(/ /g, '_').toLowerCase();
  return Intl.supportedValuesOf('timeZone').find((name) => name.toLowerCase() === wanted) ?? null;
}
