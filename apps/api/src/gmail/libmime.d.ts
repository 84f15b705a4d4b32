/** The part of libmime 5 used here; it ships no types. */
declare module 'libmime' {
  const libmime: {
    /** Decodes the encoded words (RFC 2047) in a header's value. */
    decodeWords(text: string): string;
  };
  export default libmime;
}
