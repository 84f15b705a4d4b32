import type { DecisionReceipt } from '@openly/contracts';
import { Fill, type Said, ScopeLabel } from './reader-parts.js';

interface ReceiptsProps {
  said: Said;
  receipts: readonly DecisionReceipt[];
  /** Whether it was the one who reads this that decided; else it was one of several. */
  isReaders: boolean;
  /** Where they are as JSON. */
  path?: string;
}

/** What was decided, with the numbers by which it can be checked later. */
export function Receipts({ said, receipts, isReaders, path }: ReceiptsProps) {
  const { speech } = said;
  const { receipts: words } = speech.words;
  if (receipts.length === 0) return null;
  return (
    <details>
      <summary>{words.heading}</summary>
      <ul class="records">
        {receipts.map((receipt) => (
          <li>
            <div class="what">
              {(isReaders ? words.you : words.reader)[receipt.decision]}:{' '}
              <ScopeLabel scope={receipt.scope} said={said} />
            </div>
            <div class="soft small">
              <time datetime={receipt.decidedAt}>{speech.inUtc(new Date(receipt.decidedAt))}</time>
              <br />
              <Fill text={words.numbers} team={receipt.teamHead.seq} server={receipt.instanceHead.seq} />
              <br />
              <code>{receipt.instanceHead.hash}</code>
            </div>
          </li>
        ))}
      </ul>
      <p class="soft small">
        {words.text} {path && <a href={path}>{words.download}</a>}
      </p>
    </details>
  );
}
