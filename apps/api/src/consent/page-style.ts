import { createHash } from 'node:crypto';

/** The one style of all pages for readers. It stands in the page itself: nothing is fetched from anywhere. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--paper:#f5f4f0;--card:#fff;--ink:#1d2326;--soft:#566068;--line:#e2e0d9;--edge:#8b9298;--accent:#0b6b58;--on-accent:#fff;--accent-dark:#085546;--tint:#eaf3f0;--amber:#7a4a00;--amber-tint:#fbf0d9;--alert:#8c2f1b;--alert-tint:#fbeae5}
@media(prefers-color-scheme:dark){:root{--paper:#121517;--card:#1a1f22;--ink:#e8eaea;--soft:#a3adb3;--line:#2d3438;--edge:#77828a;--accent:#74cfb9;--on-accent:#06231c;--accent-dark:#92dfcc;--tint:#17302a;--amber:#f0c777;--amber-tint:#33280f;--alert:#f4a894;--alert-tint:#3a1f18}}
@media(prefers-contrast:more){:root{--soft:var(--ink);--line:var(--ink);--edge:var(--ink)}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:anywhere}
.page{max-width:43rem;margin:0 auto;padding:1.1rem 1rem 2.5rem}
header{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:.4rem 1rem;margin:0 0 1.1rem}
.brand{display:flex;align-items:center;gap:.55rem;margin:0;font-weight:600;letter-spacing:.01em;color:var(--accent)}
.brand svg{width:1.6rem;height:1.6rem;flex:none}
nav{display:flex;flex-wrap:wrap;gap:.1rem .8rem;font-size:.8125rem}
nav a,nav b{padding:.3rem 0}
nav a:not(:hover){text-decoration-color:transparent}
h1,h2{font-family:ui-serif,Georgia,"Noto Serif","Times New Roman",serif;font-weight:600;line-height:1.22;text-wrap:balance;overflow-wrap:break-word}
h1{font-size:clamp(1.6rem,1.3rem + 1.6vw,2.1rem);margin:.9rem 0 .7rem;letter-spacing:-.012em}
h2{font-size:1.3rem;margin:0 0 .8rem}
h1:first-child{margin-top:0}
p{margin:0 0 .8rem}
p:last-child{margin-bottom:0}
a{color:var(--accent);text-underline-offset:.18em}
.card{background:var(--card);border:1px solid var(--line);border-radius:1rem;padding:1.4rem 1.2rem;margin:0 0 1rem}
.soft{color:var(--soft)}
.small{font-size:.9375rem;line-height:1.5}
.subject{margin:0 0 .9rem;padding-left:.85rem;border-left:3px solid var(--line);color:var(--soft)}
.subject b{color:var(--ink);font-weight:600}
.state{display:inline-flex;align-items:center;gap:.5rem;padding:.2rem .75rem;border-radius:99rem;background:var(--amber-tint);color:var(--amber);font-size:.9375rem;font-weight:600}
.state::before{content:"";width:.55rem;height:.55rem;border-radius:50%;background:currentColor;flex:none}
.calm{background:var(--tint);color:var(--accent)}
.none{background:var(--paper);color:var(--soft)}
.alert{margin:0 0 1rem;padding:.9rem 1.2rem;border-radius:1rem;background:var(--alert-tint);color:var(--alert);font-weight:500}
.trouble{margin:.5rem 0;color:var(--alert);font-weight:500}
.done{border-color:var(--accent);background:var(--tint)}
.done h1{color:var(--accent);margin-bottom:.3rem}
.choice{margin-top:1.3rem;padding-top:1.3rem;border-top:1px solid var(--line)}
fieldset{margin:0 0 1rem;padding:0;border:0;min-width:0}
legend{padding:0;margin-bottom:.4rem;color:var(--soft)}
fieldset label{display:flex;align-items:baseline;gap:.7rem;padding:.5rem 0;cursor:pointer}
input[type=radio]{accent-color:var(--accent);width:1.1rem;height:1.1rem;margin:0;flex:none;position:relative;top:.15rem}
.field{display:block;font-weight:600}
.hint{margin:.1rem 0 .5rem;color:var(--soft);font-size:.9375rem}
input:not([type]),input[type=email]{display:block;width:100%;max-width:26rem;margin:.4rem 0 1rem;padding:.7rem .9rem;font:inherit;color:inherit;background:var(--card);border:1px solid var(--edge);border-radius:.75rem}
input[aria-invalid]{border-color:var(--alert)}
button{font:inherit;font-weight:600;cursor:pointer;border-radius:.75rem;min-height:3rem;width:100%;padding:.65rem 1.3rem;border:1px solid var(--accent);background:var(--accent);color:var(--on-accent)}
button:hover{background:var(--accent-dark);border-color:var(--accent-dark)}
.plain{background:transparent;color:var(--accent)}
.plain:hover{background:var(--tint);color:var(--accent)}
.pair{display:flex;flex-direction:column;gap:.7rem;margin:0 0 .8rem}
form+form{margin-top:.7rem}
.back{margin-top:1.2rem}
main>.back{padding-left:.25rem}
:focus-visible{outline:3px solid var(--accent);outline-offset:3px;border-radius:.4rem}
button:focus-visible,input:focus-visible{border-radius:.75rem}
details{margin-top:1rem;border-top:1px solid var(--line);padding-top:.4rem}
summary{cursor:pointer;padding:.55rem 0;color:var(--accent);font-weight:500}
details>.small{margin-top:.8rem}
.total{font:600 1.6rem/1.2 ui-serif,Georgia,"Noto Serif",serif;color:var(--accent)}
.confirmed{padding:.8rem 1rem;border-radius:.75rem;background:var(--tint)}
.records,.short{list-style:none;margin:0;padding:0}
.records li{padding:.85rem 0;border-top:1px solid var(--line)}
.records li:first-child{border-top:0;padding-top:.2rem}
.records+.small{padding-top:.8rem;border-top:1px solid var(--line)}
.short{font-size:.875rem;line-height:1.9;color:var(--soft)}
.row{display:flex;align-items:baseline;justify-content:space-between;gap:.2rem .75rem;flex-wrap:wrap}
.row b,.what{font-weight:600}
.sure{font-size:.8125rem;font-weight:600;padding:.05rem .6rem;border-radius:99rem;background:var(--tint);color:var(--accent);white-space:nowrap}
.machine{background:var(--paper);color:var(--soft)}
.facts{margin:0}
dt{font-weight:600;margin-top:1rem}
dt:first-child{margin-top:0}
dd{margin:.1rem 0 0;color:var(--soft)}
dd p{margin-bottom:.35rem}
dd b{color:var(--ink);font-weight:500}
footer{padding:.5rem .25rem 0;font-size:.9375rem;color:var(--soft)}
@media(min-width:34rem){.pair{flex-direction:row}.pair button{flex:1 1 0}}
@media(min-width:40rem){.page{padding:2.5rem 1.5rem 4rem}header{margin-bottom:1.5rem}.card{padding:2rem}.alert{padding:1rem 2rem}form>button{width:auto;min-width:13rem}.facts{display:grid;grid-template-columns:10.5rem 1fr;gap:1rem 1.25rem}dt,dd{margin:0}}
@media(prefers-reduced-motion:no-preference){button,a{transition:background-color .12s,border-color .12s,text-decoration-color .12s}}
@media(forced-colors:active){.state,.sure,.confirmed,.alert{border:1px solid}}
@media print{body{background:#fff}form,nav{display:none}.card{break-inside:avoid}}
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
