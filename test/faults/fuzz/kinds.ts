import { aClaim, type Claim, PUBLIC } from './addresses.js';
import { burst, type Exchange, type Material, noise, odd, textOf } from './requests.js';

const forwarded = ({ text }: Claim) => `X-Forwarded-For: ${text}`;
const HEADERS = ['Range: bytes=0-0', 'If-None-Match: *', 'Expect: a-miracle', 'Accept: nothing/at-all', 'TE: trailers'];
const METHODS = [
  'POST',
  'PUT',
  'DELETE',
  'OPTIONS',
  'PATCH',
  'TRACE',
  'PROPFIND',
  'PURGE',
  'M-SEARCH',
  'CONNECT',
  'BREW',
];

/** Every kind of request there is; each makes one connection's worth. */
export const kinds: Readonly<Record<string, (material: Material) => Exchange>> = {
  'forwarded addresses': (material) =>
    burst(material, 'forwarded addresses', (path, peer) => {
      const claim = aClaim(material.dice, peer);
      return [{ path, headers: [forwarded(claim)] }, claim];
    }),

  'other headers that name an address': (material) =>
    burst(material, 'other headers that name an address', (path) => {
      const real = material.dice.pick(PUBLIC);
      const names = [
        'X-Real-IP',
        'Forwarded',
        'CF-Connecting-IP',
        'True-Client-IP',
        'X-Forwarded',
        'X-Forwarded-Host',
        'Via',
      ];
      return [{ path, headers: names.map((name) => `${name}: ${name === 'Forwarded' ? `for=${real}` : real}`) }, null];
    }),

  'injected headers': (material) =>
    burst(material, 'injected headers', (path, peer) => {
      const claim = aClaim(material.dice, peer);
      const injected = '%0d%0aX-Forwarded-For: 8.8.8.8%0d%0a\\r\\nSet-Cookie: a=b';
      return [
        {
          path: `${path}?${injected.replaceAll(' ', '+')}`,
          headers: [forwarded(claim), `User-Agent: ${injected}`, `Referer: ${injected}`],
        },
        claim,
      ];
    }),

  'headers cut by control characters': (material) => {
    const { dice } = material;
    const bad = dice.pick(['\n', '\r', '\0', '\r\n ', '\x7f', '\x01']);
    const value = `a${bad}X-Forwarded-For: ${dice.pick(PUBLIC)}`;
    return odd(
      material,
      'headers cut by control characters',
      textOf({ path: material.forged(), headers: [`User-Agent: ${value}`] }, true),
    );
  },

  'user agents of 64 KB': (material) =>
    burst(material, 'user agents of 64 KB', (path, peer) => {
      const claim = aClaim(material.dice, peer);
      const agent = noise(material.dice, material.dice.pick([1, 512, 513, 65_536]));
      return [
        { path, headers: [`User-Agent: ${agent}`, `Purpose: ${noise(material.dice, 100)}`, forwarded(claim)] },
        claim,
      ];
    }),

  'odd headers and bodies': (material) =>
    burst(material, 'odd headers and bodies', (path) => {
      const { dice } = material;
      const body = noise(dice, dice.between(0, 5_000));
      const isHead = dice.next() < 0.3;
      const headers = [
        ...dice.shuffled(HEADERS).slice(0, 3),
        `${noise(dice, 3).replace(/\W/g, 'x')}: ${noise(dice, 50)}`,
      ];
      if (isHead || dice.next() < 0.5) return [{ path, headers, method: isHead ? 'HEAD' : 'GET' }, null];
      return [{ path, headers: [...headers, `Content-Length: ${body.length}`], body }, null];
    }),

  'a thousand headers': (material) =>
    burst(material, 'a thousand headers', (path) => [
      { path, headers: Array.from({ length: 1_000 }, (_, nth) => `X-${nth}: ${nth}`) },
      null,
    ]),

  'malformed escapes': (material) =>
    burst(material, 'malformed escapes', (path) => {
      const broken = material.dice.pick([
        '%',
        '%z',
        '%zz',
        '%2',
        '%c3%28',
        '%00',
        '%ff%fe',
        '%2e%2e%2f',
        '%u0041',
        '%25%',
      ]);
      const at = material.dice.between(3, path.length);
      return [{ path: path.slice(0, at) + broken + path.slice(at) }, null];
    }),

  'odd paths': (material) =>
    burst(material, 'odd paths', (path) => {
      const { dice } = material;
      const odds = [
        '/o',
        '/o/',
        '/o//',
        '/o/?',
        '/o/../../etc/passwd',
        '/o/;a=b',
        `/o/${'x/'.repeat(200)}`,
        `${path}/`,
        `${path}.gif`,
      ];
      return [
        {
          path: dice.pick([
            ...odds,
            `http://elsewhere.example/o/${dice.next()}`,
            path.toUpperCase().replace('/O/', '/o/'),
          ]),
        },
        null,
      ];
    }),

  'huge addresses': (material) => {
    const { dice } = material;
    const isHead = dice.next() < 0.2;
    const method = isHead ? 'HEAD' : 'GET';
    if (dice.next() < 0.1) {
      const text = textOf({ method, path: `/o/${'a'.repeat(dice.between(260_000, 400_000))}.gif` }, true);
      return odd(material, 'huge addresses', text, { method });
    }
    return odd(
      material,
      'huge addresses',
      textOf({ method, path: `/o/x.gif?${noise(dice, dice.between(10_000, 200_000)).replace(/[^\w]/g, 'q')}` }, true),
      { method, expected: 'image' },
    );
  },

  'slow clients': (material) => {
    const whole = burst(material, 'slow clients', (path, peer) => {
      const claim = aClaim(material.dice, peer);
      return [{ path, headers: [forwarded(claim)] }, claim];
    });
    const text = Buffer.concat(whole.pieces);
    const size = Math.max(1, Math.ceil(text.length / material.dice.between(3, 15)));
    const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, nth) =>
      text.subarray(nth * size, (nth + 1) * size),
    );
    return { ...whole, pieces, pauseMs: material.dice.between(5, 60) };
  },

  'clients that go away': (material) => {
    const text = textOf({ path: material.forged(), headers: [`User-Agent: ${noise(material.dice, 2_000)}`] }, false);
    return odd(material, 'clients that go away', text.slice(0, material.dice.between(1, text.length)), {
      abandoned: true,
    });
  },

  'other protocols': (material) => {
    const whole = burst(material, 'other protocols', (path) => [{ path }, null]);
    const [text = ''] = whole.pieces.map((piece) => piece.toString('latin1'));
    const upgrade = text.replace('Connection: close', 'Connection: close, Upgrade\r\nUpgrade: h2c');
    return { ...whole, pieces: [Buffer.from(upgrade, 'latin1')] };
  },

  'odd methods': (material) => {
    const method = material.dice.pick(METHODS);
    return odd(material, 'odd methods', textOf({ method, path: material.mail().path }, true), { method });
  },

  'broken HTTP': (material) => {
    const { dice } = material;
    const path = material.forged();
    const good = textOf({ path }, true);
    const end = 'Connection: close\r\n\r\n';
    const at = dice.between(0, good.length - 5);
    const text = dice.pick([
      `GET ${path}\r\n\r\n`,
      `GET ${path} HTTP/9.9\r\n${end}`,
      `GET ${path} HTTP/1.1\nHost: a\n${end}`,
      `GET  ${path}  HTTP/1.1\r\n${end}`,
      `get ${path} http/1.1\r\n${end}`,
      `GET ${path} HTTP/1.1\r\nno colon here\r\n${end}`,
      `GET ${path} HTTP/1.1\r\n: no name\r\n${end}`,
      `GET ${path} HTTP/1.1\r\nContent-Length: -5\r\n${end}`,
      `GET ${path} HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n${end}`,
      `GET ${path} HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n${end}zzz\r\n`,
      `GET ${path} HTTP/1.1\r\nTransfer-Encoding: chunked\r\n${end}nothing\r\n\r\n`,
      `GET ${path} HTTP/1.1\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\nConnection: Upgrade, HTTP2-Settings\r\n\r\n`,
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
      `\0\0\0\0${good}`,
      `${noise(dice, dice.between(5, 300))}\r\n\r\n`,
      // One byte of a good one changed.
      `${good.slice(0, at)}${String.fromCharCode(dice.between(0, 255))}${good.slice(at + 1)}`,
    ]);
    return odd(material, 'broken HTTP', text);
  },
};
