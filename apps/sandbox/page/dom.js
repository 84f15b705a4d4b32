/** Small helpers for building pages; nothing here knows about mail. */

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

/** Text made safe to stand in HTML or in a quoted attribute. */
export function escapeHtml(text) {
  return String(text ?? '').replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** The first element of an HTML string. */
export function element(html) {
  const template = document.createElement('template');
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
}

let nextId = 1;
/** An element id in Gmail's form; InboxSDK wants one on rows and on compose windows. */
export function elementId() {
  nextId += 1;
  return `:${nextId.toString(36)}`;
}

/** Makes an element with role=button answer Enter and Space as well. */
export function onPress(button, act) {
  button.addEventListener('click', act);
  button.addEventListener('keydown', (event) => {
    if ((event.key === 'Enter' || event.key === ' ') && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      act(event);
    }
  });
}

/** "14:05" today, "19 Nov" this year, else "19/11/2025". */
export function shortDate(time, now = new Date()) {
  const date = new Date(time);
  if (date.toDateString() === now.toDateString())
    return date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  if (date.getFullYear() === now.getFullYear())
    return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  return date.toLocaleDateString('en-GB');
}

/** In the form of Gmail's `title` attributes: "Fri, Nov 20, 2026, 10:00 AM". InboxSDK hands it on as a date. */
export function fullDate(time) {
  return new Date(time).toLocaleString('en-US', {
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
  });
}

export const nameOf = (person) => person.name || person.email;

/** One of eight colours that stays the same for an address. */
export function hueOf(email) {
  return [...email].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) >>> 0, 7) % 8;
}

export function avatar(person) {
  return `<span class="avatar hue${hueOf(person.email)}" aria-hidden="true">${escapeHtml(nameOf(person).slice(0, 1).toUpperCase())}</span>`;
}

const stroke = (path, size) =>
  `<svg viewBox="0 0 24 24" width="${size}" height="${size}" aria-hidden="true"><path d="${path}" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
export const CLIP = stroke('M16.5 6.5v10a4.5 4.5 0 0 1-9 0v-11a3 3 0 0 1 6 0V15a1.5 1.5 0 0 1-3 0V6.5', 16);
export const LINK = stroke(
  'M10 14a4 4 0 0 0 6 .4l2.6-2.6a4 4 0 0 0-5.7-5.7L11.5 7.5M14 10a4 4 0 0 0-6-.4l-2.6 2.6a4 4 0 0 0 5.7 5.7l1.4-1.4',
  16,
);
export const OUTWARD = stroke('M14 5h5v5M19 5l-7 7M10 6H6v12h12v-4', 16);
