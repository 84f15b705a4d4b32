/** What Openly has put into a mail. */
export interface MarksFound {
  /** Pixel tokens, in their order. */
  pixels: string[];
  notices: number;
  /** Links to readers' pages. */
  readerLinks: number;
}

/** Looks for marks by what stands in the text, not with the code that puts them there. */
export function marksIn(html: string): MarksFound {
  return {
    pixels: [...html.matchAll(/\/o\/[\w-]+\/([\w-]+)\.gif/g)].map(([, token]) => token ?? ''),
    notices: html.split('Read receipt requested by').length - 1,
    readerLinks: html.split(/https?:\/\/[^\s"'<>]+\/r\/[\w-]{20,}/).length - 1,
  };
}

export const noMarks: MarksFound = { pixels: [], notices: 0, readerLinks: 0 };
