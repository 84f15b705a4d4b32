import type { ImageDescriptor, LabelDescriptor, ThreadRowView } from '@inboxsdk/core';
import { ROW_LABEL, rowImage } from './selectors';
import type { RowLabel, RowMark, ThreadRow } from './types';

/** The least of a Kefir property that InboxSDK accepts: it shows the latest value. */
class Latest<T> {
  readonly #listeners = new Set<(event: { type: 'value'; value: T }) => void>();
  #value: { current: T } | null = null;

  set(value: T): void {
    this.#value = { current: value };
    for (const tell of this.#listeners) tell({ type: 'value', value });
  }

  onAny(tell: (event: { type: 'value'; value: T }) => void): this {
    this.#listeners.add(tell);
    if (this.#value) tell({ type: 'value', value: this.#value.current });
    return this;
  }

  offAny(tell: (event: { type: 'value'; value: T }) => void): this {
    this.#listeners.delete(tell);
    return this;
  }
}

export function threadRow(view: ThreadRowView): ThreadRow {
  const gone = new AbortController();
  view.on('destroy', () => gone.abort());
  let image: Latest<ImageDescriptor | null> | undefined;
  let label: Latest<LabelDescriptor | null> | undefined;

  return {
    signal: gone.signal,
    gmailThreadId: () => view.getThreadIDIfStableAsync().catch(() => null),
    draftId: async () => (await view.getDraftID()) ?? null,
    setMark(mark) {
      if (view.destroyed || (!image && !mark)) return;
      if (!image) {
        image = new Latest<ImageDescriptor | null>();
        view.addImage(image as unknown as Parameters<ThreadRowView['addImage']>[0]);
      }
      image.set(mark && { imageClass: mark.className, tooltip: mark.label });
      if (mark) describe(view.getElement(), mark);
    },
    setLabel(wanted) {
      if (view.destroyed || (!label && !wanted)) return;
      if (!label) {
        label = new Latest<LabelDescriptor | null>();
        view.addLabel(label as unknown as Parameters<ThreadRowView['addLabel']>[0]);
      }
      label.set(
        wanted && { title: wanted.title, backgroundColor: wanted.color, foregroundColor: '#ffffff', maxWidth: '160px' },
      );
      if (wanted) explain(view.getElement(), wanted);
    },
  };
}

/** InboxSDK's images say nothing to a screen reader; ours do. */
function describe(row: HTMLElement, mark: RowMark): void {
  const wrapper = row.querySelector<HTMLElement>(rowImage(mark.className));
  if (!wrapper) return;
  wrapper.setAttribute('role', 'img');
  wrapper.setAttribute('aria-label', mark.label);
  wrapper.dataset.openly = 'row-mark';
  const icon = wrapper.firstElementChild;
  if (icon instanceof HTMLElement) icon.dataset.text = mark.text;
}

/** InboxSDK's labels have no room for a sentence; it goes where Gmail shows tooltips. */
function explain(row: HTMLElement, { title, description }: RowLabel): void {
  const ours = [...row.querySelectorAll<HTMLElement>(ROW_LABEL)].find((label) => label.textContent?.trim() === title);
  ours?.setAttribute('data-tooltip', description ?? title);
  ours?.setAttribute('aria-label', description ? `${title}. ${description}` : title);
}
