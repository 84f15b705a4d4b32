import { Fill, Name, type Said } from './reader-parts.js';
import type { RecordedForOne } from './reader-view.js';
import { hostOf } from './words.js';

/** Records shown; more would make the page slow and tell nobody more. */
export const MOST_RECORDS = 100;
/** Of these with all that is known; the older ones in a line each, so that the page stays small. */
const IN_FULL = 8;

type Signal = RecordedForOne['records'][number];

/** What has been recorded of this mail so far. */
export function Records({ said }: { said: Said }) {
  const { view, speech } = said;
  const { recorded, mail } = view;
  const { recorded: words } = speech.words;
  const isNothing = recorded.readers === 'one' ? recorded.records.length === 0 : recorded.openings === 0;
  return (
    <section class="card" aria-labelledby="records">
      <h2 id="records">{words.heading}</h2>
      {mail.confirmed && <Confirmed said={said} />}
      {isNothing && !mail.confirmed && <p class="soft">{words.nothing}</p>}
      {!isNothing && recorded.readers === 'one' && <List said={said} recorded={recorded} />}
      {!isNothing && recorded.readers !== 'one' && (
        <>
          <p class="total">{speech.counted(words.openings, recorded.openings)}</p>
          <p class="soft">{words.several}</p>
        </>
      )}
    </section>
  );
}

/** When is told where there is one reader: else it would tell one about another. */
function Confirmed({ said: { view, speech } }: { said: Said }) {
  const { confirmed } = view.mail;
  if (!confirmed) return null;
  const words = speech.words.recorded;
  return (
    <p class="confirmed">
      <b>{words.confirmed[confirmed.by]}</b>
      {view.recorded.readers === 'one' && (
        <>
          <br />
          <time datetime={confirmed.at.toISOString()}>{speech.inUtc(confirmed.at)}</time>
        </>
      )}
      <br />
      <span class="small">{words.confirms}</span>
    </p>
  );
}

function List({ said, recorded }: { said: Said; recorded: RecordedForOne }) {
  const { speech } = said;
  const { recorded: words } = speech.words;
  const shown = recorded.records.slice(0, MOST_RECORDS);
  const older = shown.slice(IN_FULL);
  return (
    <>
      <ul class="records">
        {shown.slice(0, IN_FULL).map((record) => (
          <Row said={said} record={record} />
        ))}
      </ul>
      {older.length > 0 && (
        <details>
          <summary>{speech.counted(words.older, older.length)}</summary>
          <ul class="short">
            {older.map((record) => (
              <li>
                {speech.inShort(record.at)} · <What said={said} record={record} />
              </li>
            ))}
          </ul>
        </details>
      )}
      {recorded.records.length > MOST_RECORDS && (
        <p class="soft small">
          <Fill text={words.newest} count={speech.number(MOST_RECORDS)} />
        </p>
      )}
      {shown.some((record) => record.place) && (
        <p class="soft small">
          {words.place}{' '}
          {recorded.placeCredit && (
            <Fill
              text={words.credit}
              credit={
                <a href={recorded.placeCredit.url} rel="noreferrer noopener" lang="en">
                  {recorded.placeCredit.text}
                </a>
              }
            />
          )}
        </p>
      )}
    </>
  );
}

function Row({ said, record }: { said: Said; record: Signal }) {
  const { speech, view, now } = said;
  const where = [speech.client(record), speech.place(record.place)].filter(Boolean).join(' · ');
  const ground = speech.ground(record, view.mail.sentAt);
  return (
    <li>
      <div class="row">
        <b>
          <What said={said} record={record} />
        </b>
        <span class={record.confidence === 'machine' ? 'sure machine' : 'sure'}>
          {speech.words.confidence[record.confidence]}
        </span>
      </div>
      <p class="soft small">
        <time datetime={record.at.toISOString()}>{speech.inUtc(record.at)}</time>, {speech.ago(record.at, now)}
        {where && (
          <>
            <br />
            {where}
          </>
        )}
        {ground && (
          <>
            <br />
            {ground}
          </>
        )}
      </p>
    </li>
  );
}

function What({ said, record }: { said: Said; record: Signal }) {
  const { words } = said.speech;
  if (record.url === null) return <>{words.kinds[record.kind]}</>;
  return <Fill text={words.recorded.link} host={<Name>{hostOf(record.url)}</Name>} />;
}
