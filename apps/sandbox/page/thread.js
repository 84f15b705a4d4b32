import { $, avatar, CLIP, element, escapeHtml, fullDate, nameOf, onPress, shortDate } from './dom.js';
import { attachmentUrl } from './server.js';

/**
 * A thread with all its messages. InboxSDK takes the thread's id from `.ha h2[data-legacy-thread-id]`, finds a message by
 * `.h7 .adn.ads[data-legacy-message-id]`, its writer in `td.gF span[email]`, its readers in `.hb span[email]`, its date in
 * `.gK .g3[title]`, its body in `div.ii.gt`; icons go into `td.gH div.gK span`, an inline reply is awaited in `.ip`.
 * @param thread from the server
 * @param actions `{reply(message, inlineIn), replyAll(…), forward(…), editDraft(draftId, inlineIn)}`
 */
export function threadView(thread, actions) {
  const main = element(`<div class="nH" role="main"><div class="g id"><div class="nH a98 iY">
    <div class="nH V8djrc byY"><div class="ha"><h2 class="hP" data-thread-perm-id="${thread.syncId}" data-legacy-thread-id="${thread.id}">${escapeHtml(thread.subject || '(no subject)')}</h2><span class="J-J5-Ji"></span></div></div>
    <div class="nH aHU"><div role="list">${thread.messages.map(messageHtml).join('')}</div></div>
    <div class="waiting-drafts">${thread.drafts.map((draft) => `<button class="draft-card" data-draft-id="${draft.draftId}"><b>Draft</b> <span>${escapeHtml(draft.snippet || '(empty)')}</span></button>`).join('')}</div>
  </div></div></div>`);
  for (const [index, message] of thread.messages.entries()) {
    const shown = main.querySelectorAll('.h7')[index];
    wireMessage(shown, message, actions);
  }
  for (const card of main.querySelectorAll('.draft-card')) {
    card.addEventListener('click', () => {
      actions.editDraft(card.dataset.draftId, [...main.querySelectorAll('.ip')].at(-1));
      card.remove();
    });
  }
  return main;
}

const person = (someone, kind) =>
  `<span class="${kind}" email="${escapeHtml(someone.email)}" name="${escapeHtml(nameOf(someone))}" title="${escapeHtml(someone.email)}">${escapeHtml(someone.email === window.STAND_IN.email ? (kind === 'g2' ? 'me' : nameOf(someone)) : nameOf(someone))}</span>`;

function messageHtml(message) {
  const readers = [...message.to, ...message.cc, ...message.bcc];
  const readerViews = message.sent
    ? `<div class="view-as"><button class="view-as-button" aria-haspopup="true" aria-expanded="false">View as the reader… <span aria-hidden="true">▾</span></button><div class="menu" hidden>${window.STAND_IN.readers.map((reader) => `<a href="/reader?${new URLSearchParams({ message: message.id, as: reader.id, account: window.STAND_IN.account })}" target="_blank" data-reader="${reader.id}">${escapeHtml(reader.label)}</a>`).join('')}</div></div>`
    : '';
  return `<div class="h7" role="listitem" tabindex="-1"><div class="adn ads" data-message-id="#${message.syncId}" data-legacy-message-id="${message.id}"><div class="gs">
    <div class="head">${avatar(message.from)}<table class="cf gJ"><tbody>
      <tr class="acZ"><td class="gF gK"><h3 class="iw">${person(message.from, 'gD')}</h3></td><td class="gH bAk"><div class="gK"><span class="icons"></span><span class="g3" title="${escapeHtml(fullDate(message.date))}">${shortDate(message.date)}</span></div></td></tr>
      <tr><td class="hb" colspan="2">to ${readers.map((reader) => person(reader, 'g2')).join(', ')}</td></tr>
    </tbody></table>${readerViews}</div>
    <div><div class="ii gt"><div class="a3s aiL">${message.html}</div></div><div class="hi"></div></div>
    ${message.attachments.length > 0 ? `<div class="files">${message.attachments.map((file) => `<a href="${attachmentUrl(message.id, file.index)}" download>${CLIP} ${escapeHtml(file.name)} <small>${size(file.size)}</small></a>`).join('')}</div>` : ''}
    <div class="answers"><button class="reply">Reply</button>${readers.length > 1 || message.sent ? '<button class="reply-all">Reply all</button>' : ''}<button class="forward">Forward</button></div>
  </div></div><div class="ip"></div></div>`;
}

function wireMessage(shown, message, actions) {
  const inlineIn = $('.ip', shown);
  $('.reply', shown).addEventListener('click', () => actions.reply(message, inlineIn));
  $('.reply-all', shown)?.addEventListener('click', () => actions.replyAll(message, inlineIn));
  $('.forward', shown).addEventListener('click', () => actions.forward(message, inlineIn));
  foldQuotes(shown);
  const button = $('.view-as-button', shown);
  if (!button) return;
  const menu = $('.view-as .menu', shown);
  const toggle = (open) => {
    menu.hidden = !open;
    button.setAttribute('aria-expanded', String(open));
  };
  onPress(button, (event) => {
    event.stopPropagation();
    toggle(menu.hidden);
  });
  menu.addEventListener('click', () => toggle(false));
  document.addEventListener('click', () => toggle(false));
  shown.addEventListener('keydown', (event) => event.key === 'Escape' && toggle(false));
}

/** Puts earlier mail behind a "…" as Gmail does. */
function foldQuotes(shown) {
  for (const quote of shown.querySelectorAll('.a3s .gmail_quote')) {
    if (quote.parentElement.closest('.gmail_quote')) continue;
    const button = element(
      '<button class="ajR" title="Show the quoted text" aria-label="Show the quoted text">•••</button>',
    );
    quote.hidden = true;
    button.addEventListener('click', () => {
      quote.hidden = !quote.hidden;
    });
    quote.before(button);
  }
}

export function size(bytes) {
  return bytes < 1024
    ? `${bytes} B`
    : bytes < 1048576
      ? `${Math.round(bytes / 1024)} KB`
      : `${(bytes / 1048576).toFixed(1)} MB`;
}
