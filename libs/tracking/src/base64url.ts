const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const NONE = 64;
/** What each character stands for. */
const SIX_BITS = new Uint8Array(128).fill(NONE);
for (let value = 0; value < ALPHABET.length; value++) SIX_BITS[ALPHABET.charCodeAt(value)] = value;

/**
 * Bytes of base64url (RFC 4648, section 5); null where it has padding, another alphabet or set bits behind the last
 * byte. Ours because this alone takes half of a forged token's time when the library that encodes does it.
 */
export function fromBase64Url(text: string): Uint8Array | null {
  if (text.length % 4 === 1) return null;
  const bytes = new Uint8Array((text.length * 3) >> 2);
  let [held, bits, at] = [0, 0, 0];
  for (let place = 0; place < text.length; place++) {
    const six = SIX_BITS[text.charCodeAt(place)] ?? NONE;
    if (six === NONE) return null;
    held = (held << 6) | six;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = held >> bits;
    held &= (1 << bits) - 1;
  }
  return held === 0 ? bytes : null;
}
