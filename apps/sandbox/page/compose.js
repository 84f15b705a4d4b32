import { alert, composeFrame, focusStart } from './compose-parts.js';
import { $, CLIP, element, escapeHtml, onPress } from './dom.js';
import { isAddress, recipientFields } from './recipients.js';
import { discardDraft, upload } from './server.js';
import { saveDraft, sendMail, undoSend } from './sync.js';
import { size } from './thread.js';
import { toast } from './toast.js';

const AUTOSAVE_MS = 600;

/** A draft id as Gmail's page makes it; it becomes the Gmail API's id of the draft. */
const newDraftId = () => `r${Math.floor(Math.random() * 9e15) + 1e15}`;

/**
 * @typedef {{name: string, email: string}} Person
 * @typedef {object} ComposeOptions
 * @property {Person[]} [to]  @property {Person[]} [cc]  @property {Person[]} [bcc]
 * @property {string} [subject]  @property {string} [html]  @property {boolean} [foldQuote] hide the quote behind "…"
 * @property {string} [threadId] legacy id of the thread it answers in  @property {string} [repliesTo] and of the message
 * @property {string} [draftId] of a draft that exists already  @property {boolean} [unsaved] it holds more than the draft does
 * @property {{id: string, name: string, size: number}[]} [attachments]
 * @property {HTMLElement} [inlineIn] the `.ip` of a message: an inline reply; otherwise a window at the bottom right
 */

/** Opens a compose window or an inline reply. @param {ComposeOptions} options */
export function openCompose(options = {}) {
  const inlineIn = options.inlineIn?.isConnected ? options.inlineIn : undefined;
  const draftId = options.draftId ?? newDraftId();
  const composeId = draftId.replace(/\D/g, '');
  const draft = `msg-a:${draftId}`;
  const thread = options.threadId ? `thread-f:${BigInt(`0x${options.threadId}`)}` : `thread-a:r${composeId}`;
  const attachments = [...(options.attachments ?? [])];
  const { root, compose } = composeFrame({
    draft,
    composeId,
    subject: options.subject ?? '',
    title: options.repliesTo || options.draftId ? options.subject || 'Draft' : 'New message',
    threadId: options.threadId,
    repliesTo: options.repliesTo,
    inline: inlineIn !== undefined,
  });
  const body = $('.Am', compose);
  const subject = $('[name=subjectbox]', compose);
  const savedNote = $('.saved', compose);

  let timer;
  let dirty = options.unsaved === true;
  let inFlight = 0;
  let open = true;
  let saving = Promise.resolve();
  let everSaved = options.draftId !== undefined;

  const changed = () => {
    if (!open) return;
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(save, AUTOSAVE_MS);
  };
  const fields = recipientFields(compose, changed);
  for (const field of ['to', 'cc', 'bcc']) for (const person of options[field] ?? []) fields.add(field, person);
  body.innerHTML = options.html ?? '';
  showQuoteButton();
  showFiles();

  const contacts = (field) => fields.list(field).map(({ email, name }) => [1, email, name]);
  /** @returns {import('./sync.js').ComposeState} */
  const state = () => ({
    draft,
    thread,
    to: contacts('to'),
    cc: contacts('cc'),
    bcc: contacts('bcc'),
    subject: subject.value,
    html: body.innerHTML,
    threadId: options.threadId,
    repliesTo: options.repliesTo,
    attachments: attachments.map(({ id }) => id),
  });
  /** What reopens this window as it is. @returns {ComposeOptions} */
  const asOptions = () => ({
    ...options,
    ...Object.fromEntries(['to', 'cc', 'bcc'].map((field) => [field, fields.list(field)])),
    subject: subject.value,
    html: body.innerHTML,
    attachments: [...attachments],
    draftId: everSaved ? draftId : undefined,
    inlineIn: undefined,
  });

  function save() {
    clearTimeout(timer);
    if (!dirty) return saving;
    dirty = false;
    inFlight += 1;
    savedNote.textContent = 'Saving…';
    saving = saving
      .then(() => saveDraft(state()))
      .then(
        () => {
          inFlight -= 1;
          everSaved = true;
          savedNote.textContent = 'Draft saved';
        },
        () => {
          inFlight -= 1;
          dirty = true;
          savedNote.textContent = 'Not saved';
        },
      );
    return saving;
  }

  function close() {
    open = false;
    clearTimeout(timer);
    if (inlineIn) inlineIn.classList.remove('adB');
    root.remove();
  }

  async function saveAndClose() {
    fields.settle();
    const saved = save();
    close();
    await saved;
  }

  async function discard() {
    close();
    await saving;
    if (everSaved) await discardDraft(draftId);
    toast('Draft discarded.');
  }

  async function send() {
    fields.settle();
    const readers = ['to', 'cc', 'bcc'].flatMap((field) => fields.list(field));
    const wrong = readers.find(({ email }) => !isAddress(email));
    if (readers.length === 0) return alert('Please name at least one recipient.');
    if (wrong) return alert(`“${wrong.email}” is not an address.`);
    const content = state();
    const again = { ...asOptions(), draftId, unsaved: false };
    clearTimeout(timer);
    dirty = false;
    // The request goes out at once, as Gmail's does; only a save under way goes first, lest it bring the draft back.
    const sending = inFlight > 0 ? saving.then(() => sendMail(content)) : sendMail(content);
    close();
    toast('Sending…', { seconds: 60 });
    try {
      const { messageId } = await sending;
      const { undoSeconds } = window.STAND_IN;
      const undo = { label: 'Undo', act: () => void takeBack(content, messageId, again) };
      toast('Message sent', undoSeconds > 0 ? { action: undo, seconds: undoSeconds } : {});
    } catch {
      openCompose({ ...again, unsaved: true });
      toast('The message was not sent. It is open again.', { seconds: 10 });
    }
  }

  async function addFiles(files) {
    for (const file of files) {
      const { id } = await upload(file);
      attachments.push({ id, name: file.name, size: file.size });
    }
    showFiles();
    changed();
  }

  function showFiles() {
    const list = $('.chosen-files', compose);
    list.replaceChildren(
      ...attachments.map((file) => {
        const chip = element(
          `<span class="file">${CLIP} ${escapeHtml(file.name)} <small>${size(file.size)}</small> <button type="button" aria-label="Remove ${escapeHtml(file.name)}">×</button></span>`,
        );
        $('button', chip).addEventListener('click', () => {
          attachments.splice(attachments.indexOf(file), 1);
          showFiles();
          changed();
        });
        return chip;
      }),
    );
  }

  function showQuoteButton() {
    const button = $('.show-quote', compose);
    const fold = (folded) => body.classList.toggle('quote-folded', folded);
    if (!options.foldQuote) return;
    fold(true);
    button.hidden = false;
    button.addEventListener('click', () => {
      fold(false);
      button.hidden = true;
    });
  }

  // InboxSDK changes the body itself (insertHTMLIntoBodyAtCursor, setBodyHTML), without an input event.
  new MutationObserver(changed).observe(body, { childList: true, subtree: true, characterData: true });
  subject.addEventListener('input', changed);
  subject.addEventListener('keydown', (event) => event.key === 'Enter' && !event.ctrlKey && event.preventDefault());
  $('form', compose).addEventListener('submit', (event) => event.preventDefault());
  onPress($('.send', compose), () => void send());
  onPress($('.discard', compose), () => void discard());
  onPress($('.Ha', compose), () => void saveAndClose());
  $('.attach input', compose).addEventListener('change', (event) => {
    void addFiles([...event.target.files]);
    event.target.value = '';
  });
  compose.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void send();
    } else if (event.key === 'Escape' && !event.defaultPrevented) {
      event.stopPropagation();
      void saveAndClose();
    }
  });
  if (inlineIn) {
    const popOut = async () => {
      fields.settle();
      await save();
      const reopened = { ...asOptions(), draftId: everSaved ? draftId : undefined };
      close();
      openCompose(reopened);
    };
    for (const button of compose.querySelectorAll('.popout')) onPress(button, () => void popOut());
    inlineIn.append(root);
    inlineIn.classList.add('adB');
    root.scrollIntoView({ block: 'nearest' });
  } else {
    $('#moles').append(root);
  }
  if (dirty) save();
  if (options.to?.length > 0) focusStart(body);
  else fields.focus();
  return { close };
}

async function takeBack(content, messageId, again) {
  try {
    await undoSend(content, messageId);
    toast('Sending undone.');
    openCompose(again);
  } catch (error) {
    toast(error.message, { seconds: 8 });
  }
}
