import { gmailId, type Receipt } from '@openly/contracts';
import type { RowMark, ThreadRow } from '../../gmail/types';
import { ask, onNews } from '../../protocol';
import type { AccountWatch } from '../account-watch';
import { rowWords } from '../receipts/words';
import { ReceiptLookup } from './lookup';

/** Marks the rows of tracked conversations in Gmail's lists; others are left alone. */
export function markRows(account: AccountWatch): (row: ThreadRow) => void {
  const lookup = new ReceiptLookup({
    fetch: async (gmailThreadIds) => (account.isThisMailbox ? ask('receipts', { gmailThreadIds }) : []),
    now: Date.now,
    later: (task, ms) => void setTimeout(task, ms),
  });
  onNews((news) => {
    if (news.openly === 'receipts') lookup.refresh(news.gmailThreadIds);
  });
  let mailbox = account.isThisMailbox;
  account.onChange(() => {
    if (mailbox === account.isThisMailbox) return;
    mailbox = account.isThisMailbox;
    lookup.forget();
  });

  return (row) => {
    void row.gmailThreadId().then((id) => {
      if (row.signal.aborted || !gmailId.safeParse(id).success || id === null) return;
      const stop = lookup.watch(id, (receipt) => row.setMark(receipt && rowMark(receipt)));
      row.signal.addEventListener('abort', stop);
    });
  };
}

function rowMark(receipt: Receipt): RowMark | null {
  const label = rowWords(receipt, Date.now());
  if (label === null) return null;
  const opened = receipt.state === 'opened';
  return {
    className: `openly-mark openly-mark-${receipt.state}`,
    label,
    text: opened && receipt.openCount > 1 ? String(receipt.openCount) : '',
  };
}
