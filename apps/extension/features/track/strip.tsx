import type { JSX } from 'preact';
import { NoticePreview } from '../../ui/notice-preview';
import type { TrackingState } from './mail-tracking';

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
      return 'Your readers will see this below your mail:';
    case 'impossible':
      return `Cannot be tracked: ${lowerFirst(state.why)}`;
  }
}

export function Strip(props: { state: TrackingState; isOn: boolean; onTurn(on: boolean): void }): JSX.Element {
  const { state, isOn, onTurn } = props;
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
          onClick={() => onTurn(!isOn)}
        >
          <span class="openly-switch-track">
            <span class="openly-switch-thumb" />
          </span>
          <span class="openly-switch-text">{isOn ? 'Tracked' : 'Not tracked'}</span>
        </button>
        <span class="openly-strip-words" role="status">
          {stripWords(state)}
        </span>
      </div>
      {state.is === 'tracked' && state.prepared.noticeHtml && (
        <div class="openly-notice" data-openly="notice-preview">
          <NoticePreview html={state.prepared.noticeHtml} />
        </div>
      )}
    </div>
  );
}

const reasonOf = (state: TrackingState) => (state.is === 'impossible' ? state.code : undefined);
const lowerFirst = (sentence: string) => sentence.replace(/^(?:The|This|You|A|Read)\b/, (word) => word.toLowerCase());
