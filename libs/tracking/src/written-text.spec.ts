import { describe, expect, it } from '@jest/globals';
import { writtenText } from './written-text.js';

describe('what the writer of a mail wrote', () => {
  it('is its words, a line for each block, without markup', () => {
    const html =
      '<html><head><title>t</title><style>p{}</style></head><body><p>Beste <b>Ri</b>ta &amp; Co,</p><div>een<br>twee</div><!-- c --></body></html>';
    expect(writtenText(html)).toBe('Beste Rita & Co,\neen\ntwee');
  });

  it.each([
    ['<div class="gmail_quote gmail_quote_container"><div class="gmail_attr">On Friday Ann wrote:</div>Theirs</div>'],
    ['<blockquote type="cite">Theirs</blockquote>'],
    ['<div class="moz-cite-prefix">On Friday Ann wrote:</div><blockquote type="cite">Theirs</blockquote>'],
    ['<div id="appendonsend"></div><hr><div id="divRplyFwdMsg">From: Ann</div><div>Theirs</div>'],
    ['<div><div style="border:none;border-top:solid #E1E1E1 1.0pt">From: Ann</div></div><p>Theirs</p>'],
    ['<div class="gmail_signature" data-smartmail="gmail_signature">Sam, Example Ltd.</div>'],
  ])('has nothing of %s', (quote) => {
    expect(writtenText(`<div dir="ltr">Mine</div>${quote}`)).toBe('Mine');
  });

  it('goes on below the quote that it answers', () => {
    expect(writtenText('<blockquote type="cite">Theirs</blockquote><p>Mine</p>')).toBe('Mine');
  });

  it('is looked for no further than wanted, in a mail of any length', () => {
    const html = '<p>Mine and mine</p>'.repeat(500_000);
    const start = performance.now();
    expect(writtenText(html, 1000).length).toBeLessThan(20_000);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
