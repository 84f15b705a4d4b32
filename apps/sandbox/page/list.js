import { CLIP, element, elementId, escapeHtml, fullDate, nameOf, shortDate } from './dom.js';

const EMPTY = {
  inbox: 'Nothing in the inbox.',
  sent: 'Nothing sent yet.',
  drafts: 'No drafts.',
  search: 'Nothing was found.',
};

/**
 * A list of threads. InboxSDK finds rows by `[gh=tl] div.Cp table tbody tr[id]`, reads the thread from
 * `[data-legacy-thread-id]`, people from `td.yX .yW [email]`, the date from `td.xW > span[title]`; it puts labels before
 * the subject in `.a4W .xS .xT .y6` and icons into `td.yf`.
 * @param rows from the server  @param view inbox|sent|drafts|search  @param open called with a row to open
 */
export function listView(rows, view, open) {
  const main = element(`<div class="nH bGI" role="main">
    <div gh="tl" class="aDP"><div class="Cp"><div><table class="F cf zt" role="grid"><colgroup><col class="k0"><col class="yY"><col><col class="yg"><col class="xX"></colgroup><tbody>${rows.map((row) => rowHtml(row, view)).join('')}</tbody></table></div></div></div>
    ${rows.length === 0 ? `<p class="empty">${EMPTY[view]}</p>` : ''}
  </div>`);
  main.addEventListener('click', (event) => {
    const tr = event.target.closest('tr.zA');
    if (!tr) return;
    const row = rows[[...tr.parentElement.querySelectorAll('tr.zA')].indexOf(tr)];
    open(row);
  });
  return main;
}

function rowHtml(row, view) {
  const outgoing = view === 'sent' || view === 'drafts';
  const own = (person) => (person.email === window.STAND_IN.email ? { ...person, name: 'me' } : person);
  const people = row.people
    .slice(0, 3)
    .map(
      (person) =>
        `<span class="zF" email="${escapeHtml(person.email)}" name="${escapeHtml(nameOf(person))}">${escapeHtml(nameOf(own(person)))}</span>`,
    )
    .join(', ');
  const who =
    view === 'drafts'
      ? '<span class="draft-mark">Draft</span>'
      : `${outgoing ? 'To: ' : ''}${people || 'nobody'}${row.draftId ? ', <span class="draft-mark">Draft</span>' : ''}`;
  const draft = row.draftId ? ` data-standalone-draft-id="#msg-a:${row.draftId}"` : '';
  return `<tr class="zA ${row.unread ? 'zE' : 'yO'}" id="${elementId()}" tabindex="-1" role="row">
    <td class="apU xY"><span class="dot" ${row.unread ? 'title="Unread"' : ''}></span></td>
    <td class="yX xY"><div class="yW">${who}${row.messageCount > 1 ? `<span class="bx0"> ${row.messageCount}</span>` : ''}</div></td>
    <td class="xY a4W"><div class="xS" role="link"><div class="xT"><div class="y6"><span class="bog" id="${elementId()}" data-thread-id="#${row.syncId}" data-legacy-thread-id="${row.id}" data-legacy-last-message-id="${row.lastMessageId}"${draft}>${escapeHtml(row.subject || '(no subject)')}</span></div><span class="y2"><span class="Zt"> – </span>${escapeHtml(row.snippet)}</span></div></div></td>
    <td class="yf xY">${row.hasAttachment ? `<span class="clip" title="Has attachments">${CLIP}</span>` : ''}</td>
    <td class="xW xY"><span title="${escapeHtml(fullDate(row.date))}">${shortDate(row.date)}</span></td></tr>`;
}
