import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { z } from 'zod';
import { type ExportHeader, exportEnd, exportHeader } from './format.js';

/** How a file sealed by age begins. */
const SEALED = 'age-encryption.org/v1';
/** Longer than any line an export has, in bytes. */
const LONGEST_LINE = 16 * 1024 * 1024;
const NEWLINE = 0x0a;

/** An export that cannot be imported; its message tells the operator why, and where in the file. */
export class ImportError extends Error {}

/** A line between the first and the last. */
export interface ExportedRow {
  /** From 1. */
  line: number;
  type: string;
  /** Without `type`. */
  row: Record<string, unknown>;
}

const someRow = z.looseObject({ type: z.string() });

/** An export in a file, in the clear or sealed for this server. */
export class ExportFile {
  /** @param identities secret keys of this server, any of which may open it */
  constructor(
    private readonly path: string,
    private readonly identities: readonly string[],
  ) {}

  /** @throws ImportError */
  async header(): Promise<ExportHeader> {
    for await (const { bytes } of this.lines()) return parse(exportHeader, bytes, 1);
    throw new ImportError('the file is empty');
  }

  /** Every row in turn. Only at its end is it known that the file is whole. @throws ImportError */
  async *rows(): AsyncGenerator<ExportedRow> {
    const digest = createHash('sha256');
    const counted = new Map<string, number>();
    let isEnded = false;
    for await (const { bytes, line } of this.lines()) {
      if (isEnded) throw new ImportError(`line ${line}: something stands behind the end`);
      if (line > 1) {
        const { type, ...row } = parse(someRow, bytes, line);
        if (type === 'end') {
          isEnded = true;
          checkEnd(parse(exportEnd, bytes, line), digest.digest('hex'), counted);
          continue;
        }
        counted.set(type, (counted.get(type) ?? 0) + 1);
        yield { line, type, row };
      }
      digest.update(bytes).update('\n');
    }
    if (!isEnded) throw new ImportError('the file is cut: it has no last line');
  }

  private async *lines(): AsyncGenerator<{ bytes: Buffer; line: number }> {
    let rest: Buffer[] = [];
    let length = 0;
    let line = 0;
    for await (const chunk of await this.bytes()) {
      let from = 0;
      for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
        line++;
        yield { bytes: Buffer.concat([...rest, chunk.subarray(from, end)]), line };
        from = end + 1;
        [rest, length] = [[], 0];
      }
      rest.push(chunk.subarray(from));
      length += chunk.length - from;
      if (length > LONGEST_LINE) throw new ImportError(`line ${line + 1}: it is longer than any line of an export`);
    }
    if (length > 0) throw new ImportError(`the file is cut: line ${line + 1} has no end`);
  }

  private async bytes(): Promise<AsyncIterable<Buffer>> {
    if (!(await this.isSealed())) return createReadStream(this.path);
    const { Decrypter } = await import('age-encryption');
    const decrypter = new Decrypter();
    for (const identity of this.identities) decrypter.addIdentity(identity);
    const stream = Readable.toWeb(createReadStream(this.path)) as globalThis.ReadableStream<Uint8Array>;
    const clear = await decrypter.decrypt(stream).catch(() => {
      throw new ImportError('the file is sealed for another server, or altered');
    });
    return unaltered(Readable.fromWeb(clear as ReadableStream<Uint8Array>));
  }

  private async isSealed(): Promise<boolean> {
    const file = await open(this.path);
    try {
      const { buffer } = await file.read(Buffer.alloc(SEALED.length), 0, SEALED.length, 0);
      return buffer.toString('latin1') === SEALED;
    } finally {
      await file.close();
    }
  }
}

async function* unaltered(clear: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* clear;
  } catch {
    throw new ImportError('the file is cut or altered');
  }
}

/** @throws ImportError that names the line */
function parse<T>(schema: z.ZodType<T>, bytes: Buffer, line: number): T {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new ImportError(`line ${line}: it is not JSON`);
  }
  return validated(schema, value, line);
}

/** A value as the schema has it. @throws ImportError that names the line and the field, and no value */
export function validated<T>(schema: z.ZodType<T>, value: unknown, line: number): T {
  const found = schema.safeParse(value);
  if (found.success) return found.data;
  const [issue] = found.error.issues;
  const field = issue?.path.join('.');
  throw new ImportError(`line ${line}: ${field ? `${field}: ` : ''}${issue?.message}`);
}

function checkEnd(end: z.infer<typeof exportEnd>, sha256: string, counted: ReadonlyMap<string, number>): void {
  const types = new Set([...Object.keys(end.rows), ...counted.keys()]);
  const differing = [...types].find((type) => (end.rows[type] ?? 0) !== (counted.get(type) ?? 0));
  if (differing)
    throw new ImportError(`the file is altered: it should have ${end.rows[differing] ?? 0} of ${differing}`);
  if (end.sha256 !== sha256) throw new ImportError('the file is altered: its SHA-256 is another');
}
