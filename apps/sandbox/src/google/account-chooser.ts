/**
 * The emulator's page on which an account is chosen looks like a terminal. A person meets it in the middle of signing in,
 * so it gets the stand-in's plain look; form, fields and behaviour stay the emulator's.
 */
export async function restyleAccountChooser(request: Request, answer: Response): Promise<Response> {
  const isPage =
    new URL(request.url).pathname === '/o/oauth2/v2/auth' && answer.headers.get('content-type')?.includes('text/html');
  if (!isPage) return answer;
  const html = (await answer.text())
    .replace(/<style>[\s\S]*?<\/style>/, `<style>${STYLE}</style>`)
    .replaceAll('Sign in to Google', 'Choose a stand-in account')
    .replace('with your Google account', 'with an account of this sandbox. Nothing leaves this computer');
  return new Response(html, { status: answer.status, headers: { 'content-type': 'text/html; charset=utf-8' } });
}

const STYLE = `
:root{color-scheme:light dark;--ink:#1f2430;--soft:#5b6475;--line:#dfe3ea;--card:#fff;--page:#f3f5f9;--accent:#3552c8}
@media(prefers-color-scheme:dark){:root{--ink:#e7eaf1;--soft:#a2abbd;--line:#343b4b;--card:#1d222d;--page:#14171f;--accent:#9db1ff}}
*{box-sizing:border-box;margin:0}body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--page);min-height:100vh}
.emu-bar{display:none}.content{display:grid;place-items:center;min-height:90vh;padding:24px}
.content-inner{width:100%;max-width:400px;background:var(--card);border:1px solid var(--line);border-radius:16px;padding:28px}
.card-title,.error-title{font-size:20px;font-weight:650}.card-subtitle,.error-msg{color:var(--soft);margin:6px 0 20px}
.user-form+.user-form{margin-top:8px}
.user-btn{width:100%;display:flex;gap:12px;align-items:center;text-align:left;font:inherit;color:inherit;background:none;border:1px solid var(--line);border-radius:12px;padding:12px;cursor:pointer}
.user-btn:hover,.user-btn:focus-visible{border-color:var(--accent);outline:none}
.avatar{width:36px;height:36px;border-radius:50%;display:grid;place-items:center;background:var(--accent);color:var(--card);font-weight:600;flex:none}
.user-text{min-width:0}.user-login{font-weight:600;display:block}.user-meta,.powered-by{color:var(--soft);font-size:13px}.user-email{display:none}
.powered-by{text-align:center}.powered-by a{color:inherit}`;
