import { type Cipher, createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { KEPT } from '@openly/contracts';
import type { Origin } from './origin.js';

/** Milliseconds after it was made until which a key opens. Then it is forgotten, and what it sealed is gone for good. */
export const OPENS_MS = KEPT.originMinutes * 60_000;
/** Until which it seals. */
const SEALS_MS = 60_000;
/** At which the next one is made, so that other processes have it before anything is sealed with it. */
const NEXT_MADE_MS = 40_000;
const ID_BYTES = 6;
const PLACE_BYTES = 6;
const BLOCK_BYTES = 16;
/** Bytes of a stream that are decrypted at once at most. */
const STRETCH_BYTES = 256 * 1024;
/** In counter mode, so that each hit costs the encryption of its bytes and no more: an IV and a tag for each cost five times that. */
const CIPHER = 'aes-256-ctr';
/** Characters of a sealed text that name its key. */
export const KEY_ID_LENGTH = (ID_BYTES * 8) / 6;
const PLACE_LENGTH = (PLACE_BYTES * 8) / 6;
/** Characters before the encrypted text. */
const HEAD_LENGTH = KEY_ID_LENGTH + PLACE_LENGTH;
/** Bytes that base64 writes as four characters. */
const BASE64_BYTES = 3;
const SPACES = ['', ' ', '  '] as const;
/** What stands in JSON as it is, a byte each. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** A key that this process made, as it is given to those who judge. */
export interface OwnKey {
  id: string;
  secret: Buffer;
  /** Milliseconds since it was made. */
  age: number;
}

interface Key {
  id: string;
  secret: Buffer;
  /** Milliseconds since 1970 in UTC. */
  madeAt: number;
  /** What it seals with; null where another process made it. */
  stream: Cipher | null;
  /** Bytes it has sealed. */
  sealed: number;
}

type SealingKey = Key & { stream: Cipher };

/**
 * The keys that seal who fetched (AES-256 in counter mode, NIST SP 800-38A, section 6.5), in this process's memory
 * alone. Each key's texts are one stream, encrypted in one process, so that no counter is used twice. A sealed text is
 * base64url of the key's id, its place in the stream in bytes, and the encrypted text. It is not authenticated: whoever
 * can write into the inbox could as well write hits of his own.
 */
export class OriginKeys {
  private readonly keys = new Map<string, Key>();
  /** To read places with: bytes of each hit's own were much of what the enricher leaves to be collected. */
  private readonly place = Buffer.alloc(PLACE_BYTES);
  private sealing: SealingKey | null = null;
  private next: SealingKey | null = null;

  /**
   * @param seals false where keys are only taken from other processes
   * @param now milliseconds since 1970 in UTC, here and below
   */
  constructor(
    private readonly seals: boolean,
    private now: number,
  ) {
    this.advance(now);
  }

  /** Forgets keys whose time has passed, and makes those that are needed. To be called every second or so. */
  advance(now: number): void {
    // A clock that was set back gives no key more time.
    const setBack = Math.max(0, this.now - now);
    for (const key of this.keys.values()) {
      key.madeAt -= setBack;
      if (now - key.madeAt >= OPENS_MS) this.forget(key);
    }
    this.now = now;
    if (!this.seals) return;
    const age = this.sealing ? now - this.sealing.madeAt : SEALS_MS;
    if (age >= NEXT_MADE_MS) this.next ??= this.make(now);
    if (age >= SEALS_MS) [this.sealing, this.next] = [this.next, null];
  }

  /** Null where this process has no key to seal with, as at its end. */
  seal(origin: Origin): string | null {
    return this.sealAll([origin])[0] ?? null;
  }

  /**
   * Seals those of one moment together, in one call of the cipher: a call each took a tenth of a request.
   * @returns in their order
   */
  sealAll(origins: readonly Origin[]): (string | null)[] {
    const key = this.sealing;
    if (!key) return origins.map(() => null);
    const places = Buffer.allocUnsafe(PLACE_BYTES * origins.length);
    const ends: number[] = [];
    let clear = '';
    let end = 0;
    for (const [nth, { address, userAgent, refererGiven, purpose }] of origins.entries()) {
      places.writeUIntBE(key.sealed + end, nth * PLACE_BYTES, PLACE_BYTES);
      // JSON without names: they would be longer than what they name. By hand, as nearly always, in a quarter of the time.
      const isPlain = purpose === null && PLAIN.test(userAgent);
      const text = isPlain
        ? `[${address === null ? null : `"${address}"`},"${userAgent}",${refererGiven},null]`
        : JSON.stringify([address, userAgent, refererGiven, purpose]);
      const bytes = isPlain ? text.length : Buffer.byteLength(text);
      // Each fills whole groups of base64, so that all are written as one text and cut; JSON does not mind the spaces.
      const missing = (BASE64_BYTES - (bytes % BASE64_BYTES)) % BASE64_BYTES;
      clear += text + SPACES[missing];
      end += bytes + missing;
      ends.push(end);
    }
    key.sealed += end;
    const stream = key.stream.update(clear, 'utf8').toString('base64url');
    const heads = places.toString('base64url');
    return ends.map((to, nth) => {
      const from = ends[nth - 1] ?? 0;
      const place = heads.slice(nth * PLACE_LENGTH, (nth + 1) * PLACE_LENGTH);
      return key.id + place + stream.slice((from * 4) / BASE64_BYTES, (to * 4) / BASE64_BYTES);
    });
  }

  /** What was sealed, or null where its key is forgotten or was never here. */
  open(sealed: string, now: number): Origin | null {
    return this.openAll([sealed], now)[0] ?? null;
  }

  /**
   * The same for many, in their order. What lies near each other in one stream is decrypted in one call of the cipher: a
   * cipher for each took a tenth of the time that judging takes.
   */
  openAll(sealed: readonly (string | null)[], now: number): (Origin | null)[] {
    const origins: (Origin | null)[] = sealed.map(() => null);
    const pieces = sealed.flatMap((text, nth) => (text === null ? [] : this.pieceOf(text, nth, now)));
    pieces.sort((a, b) => (a.key === b.key ? a.place - b.place : a.key.id < b.key.id ? -1 : 1));
    for (let first = 0; first < pieces.length; ) {
      const near = nearOnes(pieces, first);
      for (const { nth, text } of decrypted(near)) origins[nth] = originIn(text);
      first += near.length;
    }
    return origins;
  }

  /** A piece of a key's stream, or none where the key is not here. */
  private pieceOf(sealed: string, nth: number, now: number): Piece[] {
    const key = this.keys.get(sealed.slice(0, KEY_ID_LENGTH));
    if (!key || now - key.madeAt >= OPENS_MS) return [];
    if (this.place.write(sealed.slice(KEY_ID_LENGTH, HEAD_LENGTH), 'base64url') < PLACE_BYTES) return [];
    return [{ nth, key, place: this.place.readUIntBE(0, PLACE_BYTES), text: sealed.slice(HEAD_LENGTH) }];
  }

  /** Keeps a key of another process for what is left of its time. */
  add(id: string, secret: Buffer, madeAt: number): void {
    if (this.now - madeAt < OPENS_MS && !this.keys.has(id)) {
      this.keys.set(id, { id, secret, madeAt, stream: null, sealed: 0 });
    } else {
      secret.fill(0);
    }
  }

  /** Of the keys that are here, whoever made them. */
  ids(): string[] {
    return [...this.keys.keys()];
  }

  /** Keys made here that are younger than so many milliseconds. */
  own(youngerThan: number): OwnKey[] {
    return [...this.keys.values()]
      .filter((key) => key.stream !== null && this.now - key.madeAt < youngerThan)
      .map(({ id, secret, madeAt }) => ({ id, secret, age: this.now - madeAt }));
  }

  forgetAll(): void {
    for (const key of this.keys.values()) this.forget(key);
  }

  private make(now: number): SealingKey {
    const id = randomBytes(ID_BYTES).toString('base64url');
    const secret = randomBytes(32);
    const stream = createCipheriv(CIPHER, secret, counterAt(0));
    const key = { id, secret, madeAt: now, stream, sealed: 0 };
    this.keys.set(id, key);
    return key;
  }

  private forget(key: Key): void {
    key.secret.fill(0);
    // Lets go of the copy that OpenSSL holds.
    key.stream?.final();
    this.keys.delete(key.id);
    // Nothing may be sealed with the zeros that are left of it.
    if (this.sealing === key) this.sealing = null;
    if (this.next === key) this.next = null;
  }
}

/** What was sealed of one hit, as it stands in a key's stream. */
interface Piece {
  /** Its number among those to be opened. */
  nth: number;
  key: Key;
  place: number;
  /** Encrypted, in base64url. */
  text: string;
}
const bytesIn = ({ text }: Piece) => Math.floor((text.length * 6) / 8);

/** The pieces, sorted by key and place, that lie in one stretch of a stream with this one. */
function nearOnes(pieces: readonly Piece[], first: number): readonly Piece[] {
  const { key, place } = pieces[first] as Piece;
  let end = first + 1;
  while (pieces[end]?.key === key && (pieces[end] as Piece).place - place < STRETCH_BYTES) end += 1;
  return pieces.slice(first, end);
}

/** The texts of pieces that lie near each other. */
function decrypted(near: readonly Piece[]): { nth: number; text: string }[] {
  const { key, place: start } = near[0] as Piece;
  const stretch = Buffer.alloc(near.reduce((most, piece) => Math.max(most, piece.place + bytesIn(piece) - start), 0));
  for (const { place, text } of near) stretch.write(text, place - start, 'base64url');
  const decipher = createDecipheriv(CIPHER, key.secret, counterAt(start));
  decipher.update(Buffer.alloc(start % BLOCK_BYTES));
  const stream = decipher.update(stretch);
  return near.map((piece) => {
    const from = piece.place - start;
    return { nth: piece.nth, text: stream.toString('utf8', from, from + bytesIn(piece)) };
  });
}

/** Null where the text is none that was sealed. */
function originIn(text: string): Origin | null {
  try {
    const { 0: address, 1: userAgent, 2: refererGiven, 3: purpose } = JSON.parse(text);
    return { address, userAgent, refererGiven, purpose };
  } catch {
    return null;
  }
}

/** The counter block of this place in a stream. */
function counterAt(place: number): Buffer {
  const counter = Buffer.alloc(BLOCK_BYTES);
  counter.writeUIntBE(Math.floor(place / BLOCK_BYTES), BLOCK_BYTES - PLACE_BYTES, PLACE_BYTES);
  return counter;
}
