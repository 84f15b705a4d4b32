import { describe, expect, it } from '@jest/globals';
import { sanitiseMail } from './sanitise.js';

const clean = (html: string) => sanitiseMail(html, (url) => `proxied:${url}`);

describe('mail shown in a thread', () => {
  it('runs nothing', () => {
    for (const html of [
      '<script>x</script>',
      '<img src=x onerror=x>',
      '<svg onload=x>',
      '<iframe src="https://a.example"></iframe>',
      '<form action=x><input></form>',
      '<style>*{}</style>',
    ]) {
      expect(clean(html)).not.toMatch(/script|onerror|onload|iframe|svg|form|input|style/);
    }
    expect(clean('<a href=" javascript:alert(1)">x</a>')).toBe('<a>x</a>');
    expect(clean('<b onclick="x" style="color:red;background:url(https://a.example)">x</b>')).toBe(
      '<b style="color:red">x</b>',
    );
  });

  it('shows images through the proxy and opens links elsewhere', () => {
    expect(clean('<img src="https://a.example/x.png" width="10">')).toBe(
      '<img width="10" src="proxied:https://a.example/x.png">',
    );
    expect(clean('<a href="https://a.example/?a=1&amp;b=2">x</a>')).toBe(
      '<a href="https://a.example/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">x</a>',
    );
  });

  it('keeps text as text, and of the class names only those of Gmail', () => {
    expect(clean('1 &lt; 2 <unknown>and <i>more</i></unknown>')).toBe('1 &lt; 2 and <i>more</i>');
    expect(clean('<div id="x" data-y="z" class="gmail_quote other">q</div>')).toBe(
      '<div class="gmail_quote m_other">q</div>',
    );
  });
});
