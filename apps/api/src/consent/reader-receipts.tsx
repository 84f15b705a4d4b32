import type { DecisionReceipt, DecisionScope } from '@openly/contracts';
import { inUtc } from './words.js';

const COVERED: Record<DecisionScope, string> = {
  message: 'this mail',
  sender: 'all mail of this sender',
  server: 'all mail sent through this server',
};

interface ReceiptsProps {
  receipts: readonly DecisionReceipt[];
  /** Where they are as JSON. */
  path: string;
  /** Whether this mail has one reader: then it was that one. */
  isOnlyReader: boolean;
}

/** What was decided with this mail, with the numbers by which it can be checked later. */
export function Receipts({ receipts, path, isOnlyReader }: ReceiptsProps) {
  if (receipts.length === 0) return null;
  return (
    <details>
      <summary>Keep this as proof</summary>
      <ul class="records">
        {receipts.map((receipt) => (
          <li>
            <div class="what">
              {isOnlyReader ? 'You' : 'A reader'} {receipt.decision === 'refuse' ? 'refused' : 'allowed'}{' '}
              {COVERED[receipt.scope]}
            </div>
            <div class="soft small">
              <time datetime={receipt.decidedAt}>{inUtc(new Date(receipt.decidedAt))}</time>
            </div>
            <div class="soft small">
              No. {receipt.teamHead.seq} of this team, no. {receipt.instanceHead.seq} of this server
            </div>
            <div class="soft small">
              <code>{receipt.instanceHead.hash}</code>
            </div>
          </li>
        ))}
      </ul>
      <p class="soft small">
        Each decision is chained to those before it. Whoever runs this server cannot change or drop it afterwards
        without these numbers showing it. <a href={path}>Download as JSON</a>
      </p>
    </details>
  );
}
