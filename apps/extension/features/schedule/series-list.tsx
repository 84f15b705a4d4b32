import type { ChangeSeries } from '@openly/contracts';
import type { JSX } from 'preact';
import { ask, type SpokenSeries } from '../../protocol';
import { draftLink } from './draft-link';
import { useSubjects } from './subjects';
import { browserZone, spokenDay } from './times';
import { ASKS_FIRST, seriesWords } from './words';

export interface SeriesListProps {
  series: SpokenSeries[];
  email: string;
  busy: boolean;
  change(request: () => Promise<unknown>): Promise<boolean>;
}

/** What is repeated: how often, when next, and how to leave a date out or end it. */
export function SeriesList({ series, email, busy, change }: SeriesListProps): JSX.Element {
  return (
    <section data-openly="repeating">
      <h2>Repeating</h2>
      <ul class="mails">
        {series.map((one) => (
          <RepeatedMail key={one.id} series={one} email={email} busy={busy} change={change} />
        ))}
      </ul>
    </section>
  );
}

/** `Mon 23 Nov` of a date on the calendar. */
const dayWords = (date: string) => spokenDay(Date.parse(`${date}T12:00Z`), 'UTC', Date.now());

function RepeatedMail({
  series,
  email,
  busy,
  change,
}: Omit<SeriesListProps, 'series'> & { series: SpokenSeries }): JSX.Element {
  const { id, recipients, status, explanation, next, skip } = series;
  const { titleOf, nameOf } = useSubjects();
  const mail = nameOf(series);
  const [first] = next;
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: series.timeZone }).format(Date.now());
  const leftOut = skip.filter((date) => date >= today).sort();
  const button = (name: string, text: string, request: () => Promise<unknown>) => (
    <button
      type="button"
      class="small"
      data-openly={name}
      aria-label={`${text}: ${mail}`}
      disabled={busy}
      onClick={() => void change(request)}
    >
      {text}
    </button>
  );
  const alter = (body: ChangeSeries) => () => ask('changeSeries', { id, body });
  return (
    <li data-openly="series" data-openly-id={id} data-openly-status={status}>
      <div class="subject">{titleOf(series)}</div>
      {status === 'paused' ? <span class="tag">Paused</span> : null}
      {status === 'needs_decision' ? <span class="tag bad">Needs your decision</span> : null}
      <div class="readers">{recipients.length > 0 ? `to ${recipients.join(', ')}` : 'no reader yet'}</div>
      <div class="when">{seriesWords(series, browserZone())}</div>
      {explanation && <div class={status === 'needs_decision' ? 'trouble' : 'note'}>{explanation}</div>}
      <div class="note" data-openly="series-next">
        {next.length > 0
          ? `Next: ${next
              .slice(0, 3)
              .map(({ date }) => dayWords(date))
              .join(' · ')}`
          : 'No dates are left.'}
      </div>
      {series.tracking && series.consentMode === 'ask' && <div class="note">{ASKS_FIRST}</div>}
      {leftOut.length > 0 && <div class="note">Left out: {leftOut.map(dayWords).join(' · ')}</div>}
      <div class="actions">
        {status !== 'active' && button('series-continue', 'Continue', alter({ status: 'active' }))}
        {first && button('series-skip', `Skip ${dayWords(first.date)}`, alter({ skip: [...skip, first.date] }))}
        {leftOut[0] &&
          button(
            'series-unskip',
            `Put back ${dayWords(leftOut[0])}`,
            alter({ skip: skip.filter((date) => date !== leftOut[0]) }),
          )}
        {button('series-end', 'End series', () => ask('endSeries', { id }))}
        <a
          href={draftLink(email, null)}
          target="_blank"
          rel="noopener"
          aria-label={`Open the draft of ${mail} in Gmail to change what it says`}
        >
          Open drafts
        </a>
      </div>
    </li>
  );
}
