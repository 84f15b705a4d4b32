import type { JSX } from 'preact';
import type { Outcome } from '../../protocol';
import { useSubjects } from './subjects';
import { browserZone, spokenTime } from './times';

/** Mail of the last day that did not simply go out at its time. */
export function Outcomes({ outcomes }: { outcomes: Outcome[] }): JSX.Element {
  const { titleOf } = useSubjects();
  return (
    <section data-openly="outcomes">
      <h2>In the last day</h2>
      <ul class="mails">
        {outcomes.map(({ scheduleId, subject, at, words }) => (
          <li key={scheduleId} data-openly="outcome" data-openly-id={scheduleId}>
            <div class="subject">{titleOf({ subject })}</div>
            <span class="when">{spokenTime(Date.parse(at), browserZone(), Date.now())}</span>
            <div class="note">{words}</div>
          </li>
        ))}
      </ul>
    </section>
  );
}
