import { $, element, escapeHtml } from './dom.js';

/** Reads "Ann Lee <ann@example.net>, bob@example.net" into `[{name, email}]`. */
export function parseAddresses(text) {
  return text
    .split(/[,;\n]+/)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => {
      const named = /^"?([^"<]*?)"?\s*<([^<>]+)>$/.exec(part);
      return named ? { name: named[1], email: named[2].trim() } : { name: '', email: part };
    });
}

export const isAddress = (email) => /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(email);

/**
 * To, Cc and Bcc of a compose window: chips with an input behind them. A chip has the attributes by which InboxSDK reads
 * recipients (`data-name`, `data-hovercard-id`) and the remove button that its setToRecipients presses (`div.afX`).
 */
export function recipientFields(root, changed) {
  const row = (field) => $(`.anm[name=${field}]`, root);
  const input = (field) => $('input[role=combobox]', row(field));

  function add(field, { name, email }) {
    const same = [...row(field).querySelectorAll('[role=option]')].some((chip) => chip.dataset.hovercardId === email);
    if (same) return;
    const chip = element(
      `<div role="option" class="chip${isAddress(email) ? '' : ' wrong'}" data-name="${escapeHtml(name || email)}" data-hovercard-id="${escapeHtml(email)}" title="${escapeHtml(email)}"><span>${escapeHtml(name || email)}</span><div class="afX" role="button" aria-label="Remove ${escapeHtml(name || email)}">×</div></div>`,
    );
    $('.afX', chip).addEventListener('click', () => {
      chip.remove();
      changed();
    });
    $('.chips', row(field)).append(chip);
    row(field).hidden = false;
    if (field !== 'to') $(field === 'cc' ? '.pE' : '.pB', root).hidden = true;
  }

  function take(field) {
    const typed = parseAddresses(input(field).value);
    input(field).value = '';
    for (const address of typed) add(field, address);
    if (typed.length > 0) changed();
  }

  function openRow(field) {
    row(field).hidden = false;
    $(field === 'cc' ? '.pE' : '.pB', root).hidden = true;
    input(field).focus();
  }

  for (const field of ['to', 'cc', 'bcc']) {
    input(field).addEventListener('keydown', (event) => {
      const done = ['Enter', ',', ';', 'Tab'].includes(event.key) && !event.ctrlKey && !event.metaKey;
      if (done && input(field).value.trim()) {
        if (event.key !== 'Tab') event.preventDefault();
        take(field);
      } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) event.preventDefault();
      else if (event.key === 'Backspace' && !input(field).value) {
        row(field).querySelector('[role=option]:last-child')?.remove();
        changed();
      }
    });
    input(field).addEventListener('blur', () => take(field));
    input(field).addEventListener('change', () => take(field));
    input(field).addEventListener('paste', (event) => {
      const pasted = event.clipboardData?.getData('text/plain') ?? '';
      if (!pasted.includes('@')) return;
      event.preventDefault();
      for (const address of parseAddresses(pasted)) add(field, address);
      changed();
    });
    row(field).addEventListener('click', (event) => event.target.closest('.chip') || input(field).focus());
  }
  for (const [selector, field] of [
    ['.pE', 'cc'],
    ['.pB', 'bcc'],
  ]) {
    $(selector, root).addEventListener('click', () => openRow(field));
    $(selector, root).addEventListener('keydown', (event) => event.key === 'Enter' && openRow(field));
  }

  return {
    add,
    /** Takes in what is typed but not yet a chip. */
    settle: () => ['to', 'cc', 'bcc'].forEach(take),
    list: (field) =>
      [...row(field).querySelectorAll('[role=option]')].map((chip) => ({
        email: chip.dataset.hovercardId,
        name: chip.dataset.name === chip.dataset.hovercardId ? '' : chip.dataset.name,
      })),
    focus: () => input('to').focus(),
  };
}
