import type { Click, Open } from '@openly/contracts';
import { isLook } from '@openly/tracking';
import type { RecordedForOne, RecordedForSeveral } from './reader-view.js';
import { ago, clientWords, confidenceWords, hostOf, inUtc, openWords, placeWords } from './words.js';

/** Records shown; more would make the page slow and tell nobody more. */
const SHOWN = 100;

/** What has been recorded of this mail so far. */
export function Records({ recorded, now }: { recorded: RecordedForOne | RecordedForSeveral; now: Date }) {
  return (
    <section class="card" aria-labelledby="records">
      <h2 id="records">Recorded so far</h2>
      {recorded.readers === 'several' ? <Total openings={recorded.openings} /> : <List recorded={recorded} now={now} />}
    </section>
  );
}

const Nothing = () => <p class="soft">Nothing.</p>;

function Total({ openings }: { openings: number }) {
  if (openings === 0) return <Nothing />;
  return (
    <>
      <p class="total">
        <strong>{openings}</strong> {openings === 1 ? 'opening' : 'openings'}
      </p>
      <p class="soft">
        All readers and their mail services together. Times and places are not shown here: they would tell one reader
        about another.
      </p>
    </>
  );
}

function List({ recorded, now }: { recorded: RecordedForOne; now: Date }) {
  const entries = [
    ...recorded.opens.map((open) => ({ at: open.openedAt, row: <OpenRow open={open} now={now} /> })),
    ...recorded.clicks.map((click) => ({ at: click.clickedAt, row: <ClickRow click={click} now={now} /> })),
  ].sort((a, b) => b.at.localeCompare(a.at));
  if (entries.length === 0) return <Nothing />;
  return (
    <>
      <ul class="records">{entries.slice(0, SHOWN).map((entry) => entry.row)}</ul>
      {entries.length > SHOWN && <p class="soft small">These are the newest {SHOWN}.</p>}
      {recorded.opens.some((open) => open.place) && (
        <p class="soft small">
          {recorded.placeCredit && (
            <>
              Places:{' '}
              <a href={recorded.placeCredit.url} rel="noreferrer noopener">
                {recorded.placeCredit.text}
              </a>
              .{' '}
            </>
          )}
          A place is that of the network, and can be wrong.
        </p>
      )}
    </>
  );
}

function OpenRow({ open, now }: { open: Open; now: Date }) {
  const where = [clientWords(open), placeWords(open.place)].filter(Boolean).join(' · ');
  return (
    <li>
      <div class="row">
        <span class="what">{openWords[open.kind]}</span>
        <span class={open.confidence === 'machine' ? 'sure machine' : 'sure'}>{confidenceWords[open.confidence]}</span>
      </div>
      <When instant={open.openedAt} now={now} />
      {where && <div class="soft small">{where}</div>}
      <div class="soft small">{open.reason}</div>
    </li>
  );
}

function ClickRow({ click, now }: { click: Click; now: Date }) {
  return (
    <li>
      <div class="row">
        <span class="what">
          Followed a link to <bdi>{hostOf(click.url)}</bdi>
        </span>
        {click.confidence === 'machine' && <span class="sure machine">{confidenceWords.machine}</span>}
      </div>
      <When instant={click.clickedAt} now={now} />
      {!isLook(click) && <div class="soft small">{click.reason}</div>}
    </li>
  );
}

function When({ instant, now }: { instant: string; now: Date }) {
  const at = new Date(instant);
  return (
    <div class="soft small">
      <time datetime={at.toISOString()}>{inUtc(at)}</time>, <span class="ago">{ago(at, now)}</span>
    </div>
  );
}
