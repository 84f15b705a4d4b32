import type { Dice } from '../sends/random.js';
import type { Claim } from './addresses.js';

/** What one request must be answered with. */
export type Expected =
  /** 200 and the 43 bytes. */
  | 'image'
  /** That, or a refusal of the server's own: the request is no proper HTTP, or not one for an image. */
  | 'image or 4xx';

export interface Asked {
  method: string;
  expected: Expected;
  /** The mail whose pixel was asked for by a token of ours; null: nothing must be kept. */
  mail: number | null;
  /** What must be kept of who asked; null: no address. */
  address: string | null;
}

/** Everything that is said on one connection. */
export interface Exchange {
  kind: string;
  /** Address of loopback it comes from. */
  peer: string;
  /** Written one after the other. */
  pieces: readonly Buffer[];
  /** Milliseconds between two pieces. */
  pauseMs: number;
  asked: readonly Asked[];
  /** The client goes away before it can be answered. */
  abandoned: boolean;
  /** Whether the last request asks the server to close; else it may wait for more, until the client says there is none. */
  closes: boolean;
}

/** What the requests are made of. */
export interface Material {
  dice: Dice;
  /** A pixel that nobody has asked for yet. */
  mail(): { mail: number; path: string };
  forged(): string;
}

/** Proxies in this range are trusted, those of the other are strangers. Many of each, or their ports would run out. */
export const TRUSTED = '127.1.0.0/16';
const trusted = (dice: Dice) => `127.1.${dice.between(0, 255)}.${dice.between(1, 254)}`;
const stranger = (dice: Dice) => `127.2.${dice.between(0, 255)}.${dice.between(1, 254)}`;

const LONGEST_BURST = 8;

/** A well-formed request for an image. */
interface Wish {
  method?: string;
  path: string;
  headers?: string[];
  body?: string;
  version?: string;
}

/** The request as it goes over the wire; the last of a connection asks for its end. */
export function textOf(
  { method = 'GET', path, headers = [], body = '', version = '1.1' }: Wish,
  last: boolean,
): string {
  const lines = [`${method} ${path} HTTP/${version}`, 'Host: openly.example', ...headers];
  lines.push(`Connection: ${last ? 'close' : 'keep-alive'}`);
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

const bytes = (text: string) => Buffer.from(text, 'latin1');

/** Printable bytes of ISO 8859-1, as a header may have them. */
export function noise(dice: Dice, length: number): string {
  const some = Array.from({ length: Math.min(length, 64) }, () => {
    const code = dice.between(0x20, 0xfe);
    return String.fromCharCode(code === 0x7f ? 0x80 : code);
  }).join('');
  return some.repeat(Math.ceil(length / some.length)).slice(0, length);
}

/** One or several requests of a kind on one connection, for a valid or a forged pixel each. */
export function burst(
  material: Material,
  kind: string,
  wishOf: (path: string, peer: string) => [Wish, Claim | null],
): Exchange {
  const { dice } = material;
  const isTrusted = dice.next() < 0.6;
  const peer = isTrusted ? trusted(dice) : stranger(dice);
  const count = dice.between(1, LONGEST_BURST);
  const asked: Asked[] = [];
  const texts: string[] = [];
  for (let nth = 0; nth < count; nth++) {
    const isOurs = dice.next() < 0.7;
    const { mail, path } = isOurs ? material.mail() : { mail: null, path: material.forged() };
    const [wish, claim] = wishOf(path, peer);
    asked.push({
      method: wish.method ?? 'GET',
      expected: 'image',
      mail: wish.path.split('?')[0] === path ? mail : null,
      address: isTrusted && claim ? claim.address : null,
    });
    texts.push(textOf(wish, nth === count - 1));
  }
  return { kind, peer, pieces: [bytes(texts.join(''))], pauseMs: 0, asked, abandoned: false, closes: true };
}

/** One connection with one request that is not as it should be, from a stranger; nothing of it may be kept. */
export function odd(material: Material, kind: string, text: string, rest: Partial<Asked & Exchange> = {}): Exchange {
  const { method = 'GET', expected = 'image or 4xx', ...exchange } = rest;
  return {
    kind,
    peer: stranger(material.dice),
    pieces: [bytes(text)],
    pauseMs: 0,
    asked: [{ method, expected, mail: null, address: null }],
    abandoned: false,
    closes: false,
    ...exchange,
  };
}
