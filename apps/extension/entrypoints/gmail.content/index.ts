import '../../ui/jitless';
import './gmail.css';
import { defineContentScript } from 'wxt/utils/define-content-script';
import { AccountWatch } from '../../features/account-watch';
import { markRows } from '../../features/list-marks';
import { showReceipts } from '../../features/receipts';
import { offerSendLater } from '../../features/schedule';
import { sayNotes } from '../../features/schedule/notes';
import { labelScheduled } from '../../features/schedule/row-labels';
import { offerTracking } from '../../features/track';
import { loadGmail } from '../../gmail/sdk';

export default defineContentScript({
  matches: ['https://mail.google.com/*'],
  runAt: 'document_end',
  async main() {
    const gmail = await loadGmail();
    const account = new AccountWatch(gmail.emailAddress);
    await account.start();

    const track = offerTracking(gmail, account);
    gmail.onCompose((compose) => {
      const tracking = track(compose);
      offerSendLater(compose, { gmail, account, tracking });
    });
    gmail.onThread(showReceipts(account));
    const mark = markRows(account);
    const label = labelScheduled(account);
    gmail.onRow((row) => {
      mark(row);
      label(row);
    });
    sayNotes(gmail, account);
    document.documentElement.dataset.openly = 'ready';
  },
});
