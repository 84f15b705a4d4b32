import { openCompose } from './compose.js';
import { $, $$, avatar, element, escapeHtml, onPress } from './dom.js';
import { listView } from './list.js';
import { forwarded, forwardSubject, quoted, replySubject } from './quote.js';
import {
  changeLabels,
  copyAttachments,
  loadDraft,
  loadRows,
  loadThread,
  onMailboxChange,
  trashThread,
} from './server.js';
import { threadView } from './thread.js';
import { toast } from './toast.js';

const main = $('#main');
/** What is shown: `{view, query, threadId}`; `shown` is the data it was drawn from, to redraw only what changed. */
let route = { view: 'inbox' };
let shown = '';
let drawing = 0;

/** `#inbox`, `#sent/18fa…`, `#search/words`; null for an address that is not ours (InboxSDK has routes of its own). */
function readRoute() {
  const parts = location.hash.replace(/^#/, '').split('?')[0].split('/').map(decodeURIComponent);
  const view = parts[0] || 'inbox';
  if (!['inbox', 'sent', 'drafts', 'search'].includes(view)) return null;
  const rest = parts.slice(1);
  const query = view === 'search' ? rest.shift() : undefined;
  const threadId = /^[0-9a-f]{16}$/.test(rest[0] ?? '') ? rest[0] : undefined;
  return { view, query, threadId };
}

const hashOf = ({ view, query, threadId }) =>
  `#${[view, view === 'search' ? encodeURIComponent(query ?? '') : null, threadId].filter(Boolean).join('/')}`;

async function draw({ force = false } = {}) {
  const turn = ++drawing;
  try {
    const list = await loadRows(route.view, route.query);
    const thread = route.threadId ? await loadThread(route.threadId) : null;
    if (turn !== drawing) return;
    drawFolders(list.counts);
    // A draft that is open in a window is not offered again, and having been read is no reason to redraw a thread.
    if (thread) thread.drafts = thread.drafts.filter(({ draftId }) => !openWindow(draftId));
    const next = JSON.stringify([route, thread ?? list.rows], (key, value) =>
      thread && key === 'unread' ? undefined : value,
    );
    if (next === shown && !force) return;
    // An inline reply being written must survive a change of its thread.
    if (!force && thread && $('.ip .M9', main)) return;
    shown = next;
    const view = thread ? threadView(thread, actionsFor(thread)) : listView(list.rows, route.view, openRow);
    window.STAND_IN.openThread = thread?.syncId ?? null;
    document.body.classList.toggle('in-thread', thread !== null);
    document.title = thread ? `${thread.subject} – Stand-in Mail` : 'Stand-in Mail';
    const selected = selectedIndex();
    main.replaceChildren(view);
    if (!thread && selected >= 0) select(selected);
    if (thread?.messages.some((message) => message.unread)) void changeLabels(thread.id, [], ['UNREAD']);
  } catch {
    if (turn !== drawing) return;
    if (route.threadId) location.hash = hashOf({ view: route.view, query: route.query });
    else toast('The mailbox cannot be read just now.');
  }
}

function drawFolders({ unread, drafts }) {
  for (const folder of $$('.folder')) {
    const current = folder.dataset.view === route.view;
    folder.classList.toggle('current', current);
    const link = $('a', folder);
    if (current) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  $('.folder[data-view=inbox] .count').textContent = unread || '';
  $('.folder[data-view=drafts] .count').textContent = drafts || '';
}

/** The compose window or inline reply in which a draft is open. */
function openWindow(draftId) {
  const field = $$('input[name=draft]').find((input) => input.value === `#msg-a:${draftId}`);
  return field?.closest('[role=dialog], .M9');
}

async function openRow(row) {
  if (row.draftId && row.messageCount === 0) return editDraft(row.draftId);
  location.hash = hashOf({ ...route, threadId: row.id });
}

async function editDraft(draftId, inlineIn) {
  const already = openWindow(draftId);
  if (already) return $('.Am', already).focus();
  try {
    openCompose({ ...(await loadDraft(draftId)), inlineIn });
  } catch (error) {
    toast(error.message);
  }
}

/** Reply, reply all and forward for the messages of a thread. */
function actionsFor(thread) {
  const own = window.STAND_IN.email;
  const others = (people) => people.filter(({ email }) => email !== own);
  const answer = (message, inlineIn, to, cc = []) =>
    openCompose({
      to,
      cc,
      subject: replySubject(thread.subject),
      html: `<div><br></div>${quoted(message)}`,
      foldQuote: true,
      threadId: thread.id,
      repliesTo: message.id,
      inlineIn,
    });
  const writer = (message) => (message.from.email === own ? message.to : [message.from]);
  return {
    editDraft: (draftId, inlineIn) => void editDraft(draftId, inlineIn),
    reply: (message, inlineIn) => answer(message, inlineIn, writer(message)),
    replyAll: (message, inlineIn) => {
      const to = writer(message);
      const rest = others([...(message.from.email === own ? [] : message.to), ...message.cc]);
      answer(
        message,
        inlineIn,
        to,
        rest.filter(({ email }) => !to.some((person) => person.email === email)),
      );
    },
    forward: async (message, inlineIn) => {
      const attachments = message.attachments.length > 0 ? await copyAttachments(message.id) : [];
      openCompose({
        subject: forwardSubject(thread.subject),
        html: forwarded(message),
        threadId: thread.id,
        repliesTo: message.id,
        attachments,
        inlineIn,
      });
    },
  };
}

// ---- selection and keys ----

const rowsShown = () => $$('tr.zA', main);
const selectedIndex = () => rowsShown().findIndex((row) => row.classList.contains('selected'));
function select(index) {
  const rows = rowsShown();
  for (const row of rows) row.classList.remove('selected');
  const row = rows[Math.max(0, Math.min(index, rows.length - 1))];
  row?.classList.add('selected');
  row?.focus({ preventScroll: false });
}

function back() {
  location.hash = hashOf({ view: route.view, query: route.query });
}

async function leaveThread(act, text) {
  const threadId = route.threadId;
  if (!threadId) return;
  back();
  await act(threadId);
  toast(text);
}

const keys = {
  c: () => openCompose(),
  j: () => (route.threadId ? step(1) : select(selectedIndex() + 1)),
  k: () => (route.threadId ? step(-1) : select(selectedIndex() - 1)),
  Enter: () => rowsShown()[selectedIndex()]?.click(),
  o: () => rowsShown()[selectedIndex()]?.click(),
  u: () => route.threadId && back(),
  Escape: () => route.threadId && back(),
  r: () => $$('.reply', main).at(-1)?.click(),
  f: () => $$('.forward', main).at(-1)?.click(),
  e: () => void leaveThread((id) => changeLabels(id, [], ['INBOX']), 'Archived.'),
  '/': () => $('.search input').focus(),
  '?': () => $('.keys').click(),
};

/** In a thread, j and k go from message to message. */
function step(by) {
  const messages = $$('.h7', main);
  const at = messages.indexOf(document.activeElement?.closest('.h7'));
  messages[Math.max(0, Math.min(messages.length - 1, at + by))]?.focus();
}

document.addEventListener('keydown', (event) => {
  const typing = event.target.closest('input, textarea, [contenteditable], [role=dialog], .M9, [role=alertdialog]');
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.key === 'Enter' && event.target.closest('button, a, [role=button]')) return;
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

// ---- the frame ----

$('#compose').addEventListener('click', () => openCompose());
onPress($('.back'), back);
onPress($('.refresh'), () => void draw({ force: true }));
onPress($('.archive'), () => void leaveThread((id) => changeLabels(id, [], ['INBOX']), 'Archived.'));
onPress($('.trash'), () => void leaveThread((id) => trashThread(id), 'Deleted.'));
onPress($('.keys'), () =>
  toast(
    'c compose · j k move · Enter open · u back · r reply · f forward · e archive · / search · Ctrl-Enter send · Esc close',
    { seconds: 12 },
  ),
);
$('.search').addEventListener('submit', (event) => {
  event.preventDefault();
  const query = $('.search input').value.trim();
  location.hash = query ? hashOf({ view: 'search', query }) : '#inbox';
});

const { account, accounts, email, name } = window.STAND_IN;
$('.who .avatar').replaceWith(element(avatar({ name, email })));
$('.accounts').innerHTML = accounts
  .map(
    (other, index) =>
      `<a href="/mail/u/${index}/#inbox" ${index === account ? 'aria-current="true"' : ''}>${avatar(other)}<span><b>${escapeHtml(other.name)}</b><small>${escapeHtml(other.email)}</small></span></a>`,
  )
  .join('');
document.addEventListener('click', (event) => event.target.closest('.who') || $('.who').removeAttribute('open'));

function arrive() {
  const next = readRoute();
  if (!next) return;
  route = next;
  void draw();
}
addEventListener('hashchange', arrive);
onMailboxChange(() => void draw());
arrive();
