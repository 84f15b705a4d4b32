/** The parts of mailsplit 5 used here; it ships no types. */
declare module 'mailsplit' {
  import type { Transform } from 'node:stream';

  export interface Headers {
    get(key: string): string[];
    getFirst(key: string): string;
    update(key: string, value: string): void;
  }

  export interface Node {
    type: 'node';
    root: boolean;
    parentNode: Node | false | undefined;
    /** Lower case, for example `text/html`; false when the header is broken. */
    contentType: string | false;
    /** The subtype of a multipart. */
    multipart: string | false;
    /** Content-Transfer-Encoding in lower case, or empty. */
    encoding: string;
    charset: string | false;
    /** `attachment`, `inline` or false. */
    disposition: string | false;
    filename: string | false;
    flowed: boolean;
    delSp: boolean;
    headers: Headers;
    getHeaders(): Buffer;
    setCharset(charset: string): void;
  }

  export interface Piece {
    type: 'body' | 'data' | 'none';
    node: Node;
    value?: Buffer;
  }

  export class Splitter extends Transform {
    constructor(options?: { ignoreEmbedded?: boolean; maxHeadSize?: number });
  }
}
