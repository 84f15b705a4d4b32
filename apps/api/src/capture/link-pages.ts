import type { ServerResponse } from 'node:http';

/** Sends the reader on. The address they came from, which holds the token, stays behind. */
export function redirect(response: ServerResponse, location: string): void {
  response.writeHead(302, { ...PRIVATE, Location: location, 'Content-Length': '0' });
  response.end();
}

/** For a token that is none, or is no longer kept. Wherever its query points, nobody is sent there. */
export function renderUnknownLink(response: ServerResponse): void {
  renderPage(
    response,
    404,
    'This link is not one of ours',
    'It may be damaged, or no longer kept. Ask the sender for the address it stood for.',
  );
}

/** For a link of ours whose destination cannot be looked up at the moment. */
export function renderTryAgain(response: ServerResponse): void {
  renderPage(
    response,
    503,
    'Please try this link again',
    'This server cannot look up where it leads just now. Reload the page in a minute.',
  );
}

const PRIVATE = {
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Robots-Tag': 'noindex, nofollow',
};

function renderPage(response: ServerResponse, status: 404 | 503, title: string, sentence: string): void {
  const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${sentence}</p>
</main>
</body>
</html>
`;
  response.writeHead(status, {
    ...PRIVATE,
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(page)),
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    'X-Content-Type-Options': 'nosniff',
    ...(status === 503 && { 'Retry-After': '60' }),
  });
  response.end(page);
}
