import { $, element } from './dom.js';

let timer;

/**
 * Shows one short message at the bottom left, with an optional action (`{label, act}`), for `seconds`.
 * @returns a function that takes it away
 */
export function toast(text, { action, seconds = 4 } = {}) {
  const bar = $('.toast');
  clearTimeout(timer);
  bar.replaceChildren(element(`<span class="toast-text"></span>`));
  bar.firstElementChild.textContent = text;
  const hide = () => {
    clearTimeout(timer);
    bar.hidden = true;
  };
  if (action) {
    const button = element('<button class="toast-action"></button>');
    button.textContent = action.label;
    button.addEventListener('click', () => {
      hide();
      action.act();
    });
    bar.append(button);
  }
  bar.hidden = false;
  timer = setTimeout(hide, seconds * 1000);
  return hide;
}
