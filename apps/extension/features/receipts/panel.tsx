import type { Click, Open, PlaceCredit, ThreadMessage } from '@openly/contracts';
import type { JSX } from 'preact';
import type { Failure } from '../../protocol';
import {
  agoWords,
  confidenceWords,
  confirmationWords,
  deviceWords,
  foldedWords,
  hintWords,
  hostWords,
  linksWords,
  momentWords,
  placeWords,
  readersWords,
  sortClicks,
  sortOpens,
  stateMeaning,
  stateWords,
} from './words';

/** What the panel shows at one moment. */
export type PanelState =
  | { is: 'loading' }
  | { is: 'signed_out'; why: string }
  | { is: 'failed'; failure: Failure }
  | { is: 'shown'; messages: ThreadMessage[]; placeCredit: PlaceCredit | null; stale: boolean };

export function ReceiptsPanel(props: { state: PanelState; now: number; retry(): void }): JSX.Element {
  const { state, now, retry } = props;
  return (
    <div class="openly-panel" data-openly="receipts" data-openly-state={state.is} aria-live="polite">
      {state.is === 'loading' && <p class="openly-quiet">Looking for receipts…</p>}
      {state.is === 'signed_out' && <p class="openly-quiet">{state.why}</p>}
      {state.is === 'failed' && (
        <div class="openly-problem" role="alert">
          <p>{state.failure.title}</p>
          <button type="button" class="openly-button" data-openly="retry" onClick={retry}>
            Try again
          </button>
        </div>
      )}
      {state.is === 'shown' && state.messages.length === 0 && (
        <div class="openly-empty">
          <strong>Not tracked</strong>
          <p>No mail you sent in this conversation asked for a read receipt.</p>
        </div>
      )}
      {state.is === 'shown' && state.messages.map((message) => <Mail key={message.id} message={message} now={now} />)}
      {state.is === 'shown' && state.stale && (
        <p class="openly-quiet">The server does not answer. This may be out of date.</p>
      )}
      {state.is === 'shown' && state.placeCredit && state.messages.some(namesPlace) && (
        <p class="openly-credit">
          <a href={state.placeCredit.url} target="_blank" rel="noopener noreferrer">
            {state.placeCredit.text}
          </a>
        </p>
      )}
    </div>
  );
}

const namesPlace = ({ opens }: ThreadMessage) => opens.some(({ place }) => place);

function Mail({ message, now }: { message: ThreadMessage; now: number }): JSX.Element {
  const { looks, machines } = sortOpens(message.opens);
  const { followed, folded } = sortClicks(message.clicks);
  const meaning = stateMeaning(message.state, message.asked);
  return (
    <section
      class="openly-mail"
      data-openly="receipt"
      data-openly-message={message.id}
      data-openly-state={message.state}
    >
      <h3 class={`openly-state openly-state-${message.state}`}>
        {stateWords(message.state, looks.length, message.asked)}
      </h3>
      <p class="openly-readers" title={message.recipients.map(({ email }) => email).join(', ')}>
        {message.recipients.length > 0
          ? `to ${readersWords(message.recipients)}`
          : 'Its readers’ addresses are no longer kept, and nothing more is recorded'}
        {message.sentAt && (
          <>
            {' · '}
            <time dateTime={message.sentAt} title={momentWords(message.sentAt)}>
              sent {agoWords(message.sentAt, now)}
            </time>
          </>
        )}
      </p>
      {meaning && <p class="openly-quiet">{meaning}</p>}
      {message.confirmation && (
        <p class="openly-quiet" data-openly="confirmation" data-openly-by={message.confirmation.by}>
          {confirmationWords(message.confirmation, now)}
        </p>
      )}
      {looks.length > 0 && (
        <ol class="openly-opens">
          {looks.map((open) => (
            <Look key={open.id} open={open} now={now} />
          ))}
        </ol>
      )}
      {followed.length > 0 && <p class="openly-quiet">{linksWords(followed.length)}</p>}
      {machines.length + folded.length > 0 && (
        <details class="openly-folded" data-openly="machines">
          <summary>{foldedWords([...machines, ...folded])}</summary>
          <ol class="openly-opens">
            {machines.map((open) => (
              <Look key={open.id} open={open} now={now} />
            ))}
            {folded.map((click) => (
              <Followed key={click.id} click={click} now={now} />
            ))}
          </ol>
        </details>
      )}
    </section>
  );
}

function Look({ open, now }: { open: Open; now: number }): JSX.Element {
  const place = placeWords(open);
  const device = deviceWords(open);
  return (
    <li class="openly-open" data-openly="open" data-openly-kind={open.kind} data-openly-confidence={open.confidence}>
      <div class="openly-open-head">
        <time dateTime={open.openedAt}>{agoWords(open.openedAt, now)}</time>
        <span class={`openly-badge openly-badge-${open.confidence}`}>{confidenceWords[open.confidence]}</span>
      </div>
      <div class="openly-open-line">{momentWords(open.openedAt)}</div>
      <div class={place.known ? 'openly-open-place' : 'openly-open-line'}>{place.text}</div>
      {device && <div class="openly-open-line">{device}</div>}
      {open.hint && (
        <div class="openly-open-line" data-openly="hint">
          {hintWords[open.hint]}
        </div>
      )}
      <div class="openly-open-reason">{open.reason}</div>
    </li>
  );
}

function Followed({ click, now }: { click: Click; now: number }): JSX.Element {
  return (
    <li class="openly-open" data-openly="click" data-openly-kind={click.kind} data-openly-confidence={click.confidence}>
      <div class="openly-open-head">
        <time dateTime={click.clickedAt}>{agoWords(click.clickedAt, now)}</time>
        <span class={`openly-badge openly-badge-${click.confidence}`}>{confidenceWords[click.confidence]}</span>
      </div>
      <div class="openly-open-line">{momentWords(click.clickedAt)}</div>
      <div class="openly-open-line">Link to {hostWords(click)}</div>
      <div class="openly-open-reason">{click.reason}</div>
    </li>
  );
}
