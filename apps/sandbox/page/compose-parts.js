import { composeHtml } from './compose-template.js';
import { $, element, elementId, escapeHtml, OUTWARD, onPress } from './dom.js';

/** Parts of a compose window that know nothing of its mail: its frame, its formatting bar, a modal sentence. */

/** The element of a new window or inline reply, and within it what InboxSDK takes for the compose. @param described see composeHtml */
export function composeFrame(described) {
  const root = described.inline ? inlineRoot(composeHtml(described)) : windowRoot(composeHtml(described));
  const compose = described.inline ? root : $('[role=dialog]', root);
  // InboxSDK tells a reply in a window by this element, Gmail's reply type chooser.
  if (described.repliesTo) $('.Ht .Hp', compose).append(element('<span class="HQ" hidden></span>'));
  onPress($('.Hl', compose), () => minimise(compose));
  onPress($('.Hq', compose), () => root.classList.toggle('fullscreen'));
  wireFormatting(compose, $('.Am', compose));
  return { root, compose };
}

function windowRoot(inside) {
  return element(
    `<div class="nn mole"><div class="nH Hd" role="dialog" id="${elementId()}"><div class="nH"><div jsaction="x">${inside}</div></div></div></div>`,
  );
}

/** InboxSDK pops an inline reply out by `.M9 > [role=menu]:first-child > .SK > [role=menuitem]:last-child`. */
function inlineRoot(inside) {
  const root = element(
    `<div class="M9"><div role="menu" style="display:none"><div class="SK"><div role="menuitem">Edit subject</div><div role="menuitem" class="popout">Pop out reply</div></div></div>${inside}</div>`,
  );
  $('.Hm', root).replaceChildren(
    element(`<span class="popout" role="button" tabindex="0" title="Pop out" aria-label="Pop out">${OUTWARD}</span>`),
    ...$('.Hm', root).querySelectorAll('img'),
  );
  return root;
}

/** InboxSDK takes any inline `display` on the part that holds the body for "minimised". */
function minimise(compose) {
  const holder = compose.firstElementChild;
  const minimised = compose.classList.toggle('minimised');
  holder.style.display = minimised ? 'block' : '';
}

function wireFormatting(compose, body) {
  const bar = $('.aX', compose);
  onPress($('.format-toggle', compose), () => {
    bar.style.display = bar.style.display === 'none' ? '' : 'none';
  });
  for (const button of bar.querySelectorAll('[data-command]')) {
    button.addEventListener('mousedown', (event) => event.preventDefault());
    button.addEventListener('click', () => {
      body.focus();
      const { command } = button.dataset;
      const value = command === 'createLink' ? prompt('Address of the link', 'https://') : null;
      if (command !== 'createLink' || value) document.execCommand(command, false, value);
    });
  }
}

/** A modal sentence. With role=alertdialog, from which InboxSDK learns that a send did not happen. */
export function alert(text) {
  const dialog = element(
    `<div role="alertdialog" aria-modal="true" class="alert"><div><p>${escapeHtml(text)}</p><button>OK</button></div></div>`,
  );
  const back = document.activeElement;
  const close = () => {
    dialog.remove();
    back?.focus();
  };
  $('button', dialog).addEventListener('click', close);
  dialog.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    close();
  });
  document.body.append(dialog);
  $('button', dialog).focus();
}

export function focusStart(body) {
  body.focus();
  const range = document.createRange();
  range.setStart(body, 0);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}
