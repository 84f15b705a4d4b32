import type { ConsentMode } from '@openly/contracts';
import type { JSX } from 'preact';
import { NoticePreview } from '../../ui/notice-preview';
import type { TrackingState } from './mail-tracking';
import { questionWords, TEAM_OFF } from './withheld';

/** What the strip below a mail says for each state. */
export function stripWords(state: TrackingState): string {
  switch (state.is) {
    case 'off':
      return 'Not tracked. This mail goes out as you wrote it.';
    case 'no_reader':
      return 'Add a reader, and their notice appears here.';
    case 'preparing':
      return 'Preparing the read receipt…';
    case 'tracked':
      return state.prepared.consentMode === 'ask'
        ? `${state.reader ? `${state.reader} has` : 'Your readers have'} allowed it, and will see this below your mail:`
        : 'Your readers will see this below your mail:';
    case 'asks':
      return `Not tracked yet: ${questionWords(state.reader)}.`;
    case 'impossible':
      return impossibleWords(state);
  }
}

function impossibleWords({ code, why }: { code: string; why: string }): string {
  if (code === TEAM_OFF.code || code === 'domain_not_tracked') return why;
  return code === 'awaiting_reader' ? `Not tracked: ${lowerFirst(why)}` : `Cannot be tracked: ${lowerFirst(why)}`;
}

export interface StripProps {
  state: TrackingState;
  isOn: boolean;
  /** The team tracks nothing: there is nothing to switch. */
  isForbidden: boolean;
  /** Chosen for this mail. */
  asksFirst: boolean;
  /** Null where it is not known. */
  teamMode: ConsentMode | null;
  onTurn(on: boolean): void;
  onAskFirst(asksFirst: boolean): void;
}

export function Strip(props: StripProps): JSX.Element {
  const { state, isOn, isForbidden, onTurn } = props;
  const shown = state.is === 'tracked' || state.is === 'asks' ? state.prepared.noticeHtml : null;
  return (
    <div class="openly-strip" data-openly="strip" data-openly-state={state.is} data-openly-reason={reasonOf(state)}>
      <div class="openly-strip-row">
        <button
          type="button"
          role="switch"
          class="openly-switch"
          data-openly="switch"
          aria-checked={isOn}
          aria-label="Ask for a read receipt"
          disabled={isForbidden}
          onClick={() => onTurn(!isOn)}
        >
          <span class="openly-switch-track">
            <span class="openly-switch-thumb" />
          </span>
          <span class="openly-switch-text">{switchText(state)}</span>
        </button>
        <span class="openly-strip-words" role="status">
          {stripWords(state)}
        </span>
        {isOn && <HowToAsk {...props} />}
      </div>
      {shown && (
        <div class="openly-notice" data-openly="notice-preview">
          <NoticePreview html={shown} />
        </div>
      )}
    </div>
  );
}

/** Whether this mail asks first: a choice where the team has none made, else what the team has chosen. */
function HowToAsk({ teamMode, asksFirst, onAskFirst }: StripProps): JSX.Element | null {
  if (teamMode === 'ask') {
    return (
      <span class="openly-ask-first" data-openly="team-asks">
        Your team asks first
      </span>
    );
  }
  if (teamMode !== 'notice') return null;
  return (
    <label
      class="openly-ask-first"
      title="Until its reader has allowed it, your mail carries a question in place of the receipt"
    >
      <input
        type="checkbox"
        data-openly="ask-first"
        checked={asksFirst}
        onChange={(event) => onAskFirst(event.currentTarget.checked)}
      />
      Ask first
    </label>
  );
}

/** Switched on is not yet tracked: then the words beside it say how it stands. */
function switchText(state: TrackingState): string {
  if (state.is === 'off') return 'Not tracked';
  return state.is === 'asks' || state.is === 'impossible' ? 'Read receipt' : 'Tracked';
}

/** Why it cannot be tracked, as a code. */
export const reasonOf = (state: TrackingState) => (state.is === 'impossible' ? state.code : undefined);
const lowerFirst = (sentence: string) => sentence.replace(/^(?:The|This|You|A|Read)\b/, (word) => word.toLowerCase());
