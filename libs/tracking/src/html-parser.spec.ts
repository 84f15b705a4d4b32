import { describe, expect, it } from '@jest/globals';
import { Parser } from 'htmlparser2';
import { HtmlParser } from './html-parser.js';

/** What a parser makes of HTML, with the depth of each. */
function read(kind: typeof Parser | typeof HtmlParser, html: string): string[] {
  const events: string[] = [];
  const parser = new kind(
    {
      onopentag: (name) => events.push(`<${name}> ${parser.startIndex}`),
      onclosetag: (name, isImplied) => events.push(`</${name}> ${isImplied} ${parser.startIndex}`),
      ontext: (text) => events.push(text),
    },
    { decodeEntities: true },
  );
  parser.end(html);
  return events;
}

describe('HTML', () => {
  it.each([
    '<div>a<p>b<p>c</div>d</p>e<br>f</br>g</i>h<img src=x>',
    '<ul><li>a<li>b</ul></li><table><tr><td>a<td>b</table>',
    '<form>a<form>b</form>c</form><svg><g/><foreignObject><p>x</p></foreignObject></svg>',
    '<script><b></i></script><b>a</i>b</b></b><b',
    `${'<p><b>'.repeat(200)}${'</i></b>'.repeat(200)}`,
  ])('%.60s is read as ever', (html) => {
    expect(read(HtmlParser, html)).toEqual(read(Parser, html));
  });

  it('that is nested deeper than browsers go is read to its end, and elements below that stand empty', () => {
    const events = read(HtmlParser, `${'<b>'.repeat(600)}x${'</b>'.repeat(600)}<i>y</i>`);
    expect(events.filter((event) => event.startsWith('<b>'))).toHaveLength(600);
    expect(events.filter((event) => event.startsWith('</b>'))).toHaveLength(600);
    expect(events.filter((event) => event.startsWith('</b> false'))).toHaveLength(512);
    expect(events.slice(-3)).toEqual(['<i> 4201', 'y', '</i> false 4205']);
  });

  it.each([
    ['</i>', 'ends of nothing'],
    ['<b>', 'ever deeper elements'],
    ['<p>', 'paragraphs'],
    ['<form>', 'forms'],
  ])('of %s, hundreds of thousands of times, is read at once', (piece) => {
    const asked = performance.now();
    const html = `<form>${'<b>'.repeat(100_000)}${piece.repeat(200_000)}`;
    expect(read(HtmlParser, html).length).toBeGreaterThan(100_000);
    expect(performance.now() - asked).toBeLessThan(5_000);
  });
});
