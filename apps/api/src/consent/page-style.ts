import { createHash } from 'node:crypto';

/** The one style of all pages for readers. It stands in the page itself: nothing is fetched from anywhere. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--paper:#f5f4f0;--card:#fff;--ink:#1d2326;--soft:#566068;--line:#e2e0d9;--accent:#0b6b58;--on-accent:#fff;--accent-dark:#085546;--tint:#eaf3f0;--amber:#7a4a00;--amber-tint:#fbf0d9;--alert:#8c2f1b;--alert-tint:#fbeae5}
@media(prefers-color-scheme:dark){:root{--paper:#121517;--card:#1a1f22;--ink:#e8eaea;--soft:#a3adb3;--line:#2d3438;--accent:#74cfb9;--on-accent:#06231c;--accent-dark:#92dfcc;--tint:#17302a;--amber:#f0c777;--amber-tint:#33280f;--alert:#f4a894;--alert-tint:#3a1f18}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:anywhere}
.page{max-width:43rem;margin:0 auto;padding:1.25rem 1.25rem 3rem}
.brand{display:flex;align-items:center;gap:.55rem;margin:0 0 1.25rem;font-weight:600;letter-spacing:.01em;color:var(--accent)}
.brand svg{width:1.6rem;height:1.6rem;flex:none}
h1,h2{font-family:ui-serif,Georgia,"Noto Serif","Times New Roman",serif;font-weight:600;line-height:1.22;text-wrap:balance;overflow-wrap:break-word}
h1{font-size:clamp(1.65rem,1.3rem + 1.9vw,2.2rem);margin:.9rem 0 .6rem;letter-spacing:-.012em}
h2{font-size:1.3rem;margin:0 0 .9rem}
h1:first-child{margin-top:0}
p{margin:0 0 .8rem}
p:last-child{margin-bottom:0}
a{color:var(--accent);text-underline-offset:.18em}
.card{background:var(--card);border:1px solid var(--line);border-radius:1rem;padding:1.4rem 1.25rem;margin:0 0 1rem}
.soft{color:var(--soft)}
.small{font-size:.9375rem}
.subject{margin:0 0 .9rem;padding-left:.85rem;border-left:3px solid var(--line);color:var(--soft)}
.state{display:inline-flex;align-items:center;gap:.5rem;padding:.2rem .75rem;border-radius:99rem;background:var(--amber-tint);color:var(--amber);font-size:.9375rem;font-weight:600}
.state::before{content:"";width:.55rem;height:.55rem;border-radius:50%;background:currentColor;flex:none}
.state.calm{background:var(--tint);color:var(--accent)}
.state.none{background:var(--paper);color:var(--soft)}
.alert{margin:0 0 1rem;padding:.9rem 1.25rem;border-radius:1rem;background:var(--alert-tint);color:var(--alert);font-weight:500}
button{font:inherit;font-weight:600;cursor:pointer;border-radius:.75rem;min-height:3rem;padding:.7rem 1.3rem}
.main{width:100%;margin:.5rem 0 .7rem;border:1px solid var(--accent);background:var(--accent);color:var(--on-accent)}
.main:hover{background:var(--accent-dark);border-color:var(--accent-dark)}
.quiet{width:100%;border:1px solid var(--line);background:transparent;color:var(--ink);text-align:left;font-weight:500}
.quiet:hover{border-color:var(--accent);color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:3px;border-radius:.4rem}
button:focus-visible{border-radius:.75rem}
details{margin-top:1rem;border-top:1px solid var(--line);padding-top:.4rem}
summary{cursor:pointer;padding:.55rem 0;color:var(--accent);font-weight:500}
details form{margin:.5rem 0 0}
.total{display:flex;align-items:baseline;gap:.6rem;font-weight:500}
.total strong{font:600 2.6rem/1 ui-serif,Georgia,"Noto Serif",serif;color:var(--accent)}
.records{list-style:none;margin:0;padding:0}
.records li{padding:.85rem 0;border-top:1px solid var(--line)}
.records li:first-child{border-top:0;padding-top:0}
.row{display:flex;align-items:baseline;justify-content:space-between;gap:.75rem}
.ago{white-space:nowrap}
.what{font-weight:600}
.sure{font-size:.8125rem;font-weight:600;padding:.05rem .6rem;border-radius:99rem;background:var(--tint);color:var(--accent);white-space:nowrap}
.sure.machine{background:var(--paper);color:var(--soft)}
.facts{margin:0}
.facts dt{font-weight:600;margin-top:1rem}
.facts dt:first-child{margin-top:0}
.facts dd{margin:.1rem 0 0;color:var(--soft)}
.facts dd b{color:var(--ink);font-weight:500}
footer{padding:.5rem .25rem 0;font-size:.9375rem;color:var(--soft)}
@media(min-width:40rem){.page{padding:3rem 1.5rem 4rem}.brand{margin-bottom:1.75rem}.card{padding:2rem}.alert{padding:1rem 2rem}.main{width:auto;padding-inline:1.8rem}.pair{display:flex;flex-wrap:wrap;gap:.6rem}.quiet{width:auto}.facts{display:grid;grid-template-columns:10.5rem 1fr;gap:1rem 1.25rem}.facts dt,.facts dd{margin:0}}
@media print{body{background:#fff}form,details{display:none}.card{break-inside:avoid}}
`;

const styleHash = createHash('sha256').update(PAGE_STYLE).digest('base64');

/**
 * Headers of every page for readers. No script, no remote anything, no frame; the one style is allowed by its hash
 * (CSP Level 3, https://www.w3.org/TR/CSP3/). The address of the page is a key, so nothing may keep or pass it on.
 */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex, nofollow, noarchive',
};
