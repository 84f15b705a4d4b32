import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask, failureOf, type PastEvent } from '../../protocol';
import { browserZone, spokenTime } from './times';

/** What has happened to a scheduled mail, oldest first. */
export function History({ id }: { id: string }): JSX.Element {
  const [events, setEvents] = useState<PastEvent[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let isLatest = true;
    ask('history', { id }).then(
      (events) => isLatest && setEvents(events),
      (error) => isLatest && setProblem(failureOf(error).title),
    );
    return () => {
      isLatest = false;
    };
  }, [id]);
  if (problem !== null) return <p class="trouble">{problem}</p>;
  if (events === null) return <p class="note">Looking…</p>;
  return (
    <ol class="history" data-openly="history" aria-label="What has happened">
      {events.map(({ at, words }, nth) => (
        <li key={nth}>
          <time dateTime={at}>{spokenTime(Date.parse(at), browserZone(), Date.now())}</time> {words}
        </li>
      ))}
    </ol>
  );
}
