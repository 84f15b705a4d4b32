import { type Handler, Parser, type ParserOptions } from 'htmlparser2';

/** Browsers nest no deeper (Chromium's limit): an element that is opened below that stands there empty. */
const DEEPEST = 512;

/** Names of elements that are open, and how often; how many there are in all. */
interface Open {
  names: Map<string, number>;
  depth: number;
}

/**
 * Reads HTML in a time that grows with its length. htmlparser2 alone moves all open elements at each tag and looks
 * through them at each end tag, so that a megabyte of `<b>` and `</i>` took it minutes.
 */
export class HtmlParser extends Parser {
  private readonly open: Open;
  /** Whether the tag that is being read ends an element. */
  private isEndTag = false;
  /** Whether the element being opened is to stand empty; null: not asked yet. */
  private isTooDeep: boolean | null = null;

  constructor(handler: Partial<Handler>, options: ParserOptions) {
    const open: Open = { names: new Map(), depth: 0 };
    super(counting(handler, open), options);
    this.open = open;
  }

  override onclosetag(start: number, end: number): void {
    this.isEndTag = true;
    super.onclosetag(start, end);
    this.isEndTag = false;
  }

  /** Asked once of an end tag, and twice of an element: before it is opened, and after. */
  protected override isVoidElement(name: string): boolean {
    if (super.isVoidElement(name)) return true;
    // A `<p>` ends the one before it, and a `</p>` alone is both; an ignored `<form>` has no name.
    if (name === 'p' || name === '') return false;
    if (this.isEndTag) return !this.open.names.has(name);
    const before = this.isTooDeep;
    this.isTooDeep = before === null ? this.open.depth >= DEEPEST : null;
    return before ?? this.isTooDeep ?? false;
  }
}

function counting(handler: Partial<Handler>, open: Open): Partial<Handler> {
  return {
    ...handler,
    onopentag(name, attributes, isImplied) {
      open.names.set(name, (open.names.get(name) ?? 0) + 1);
      open.depth++;
      handler.onopentag?.(name, attributes, isImplied);
    },
    onclosetag(name, isImplied) {
      const left = (open.names.get(name) ?? 1) - 1;
      if (left > 0) open.names.set(name, left);
      else open.names.delete(name);
      open.depth--;
      handler.onclosetag?.(name, isImplied);
    },
  };
}
