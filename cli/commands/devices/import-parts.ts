import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import { UsageError } from '../../errors';
import type { Host } from '../../host';

/** A piece of a CSV file that is a CSV file itself. */
export interface ImportPart {
  readonly csv: string;
  /** Line of the whole file on which each of its rows ends, by the line in the part. */
  readonly lines: ReadonlyMap<number, number>;
}

/** Below what the server accepts at once. */
const PART_BYTES = 8 * 1024 * 1024;

interface Parsed {
  /** The row as it stands in the file. */
  readonly raw: string;
  readonly info: { readonly lines: number };
}

/**
 * Cuts a file, or standard input (`-`), into parts that the server accepts, at the ends of rows. One part is in memory.
 * @throws UsageError for what is no CSV
 */
export async function* importParts(host: Host, file: string, bytes = PART_BYTES): AsyncGenerator<ImportPart> {
  const source = file === '-' ? host.stdin : createReadStream(file);
  let header: string | undefined;
  let ending: string | undefined;
  let part = new Part('');
  const parser = parse({
    bom: true,
    // Either ends a cell here, where only the ends of rows matter; the server tells them apart by the header.
    delimiter: [',', ';'],
    info: true,
    raw: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  source.on('error', (error: Error) => parser.destroy(error));
  source.pipe(parser);
  try {
    for await (const { raw, info } of parser as AsyncIterable<Parsed>) {
      ending ??= /\r\n?$/.test(raw) ? '\r\n' : '\n';
      const row = `${raw.replace(/^[\r\n]+|[\r\n]+$/g, '')}${ending}`;
      if (header === undefined) {
        header = row;
        part = new Part(header);
        continue;
      }
      if (!part.isEmpty && part.bytes + Buffer.byteLength(row) > bytes) {
        yield part.done();
        part = new Part(header);
      }
      part.add(row, info.lines);
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_')) {
      throw new UsageError(`${file} is no CSV: ${error.message}`);
    }
    throw error;
  } finally {
    source.unpipe(parser);
  }
  if (header === undefined)
    throw new UsageError(`${file} is empty`, 'The first line has to name the columns.');
  if (!part.isEmpty) yield part.done();
}

class Part {
  private readonly rows: string[] = [];
  private readonly lines = new Map<number, number>();
  private line = 1;
  bytes: number;

  constructor(private readonly header: string) {
    this.bytes = Buffer.byteLength(header);
    this.line = linesIn(header);
  }

  get isEmpty(): boolean {
    return this.rows.length === 0;
  }

  add(row: string, lineInFile: number): void {
    this.rows.push(row);
    this.bytes += Buffer.byteLength(row);
    this.line += linesIn(row);
    this.lines.set(this.line, lineInFile);
  }

  done(): ImportPart {
    return { csv: this.header + this.rows.join(''), lines: this.lines };
  }
}

function linesIn(text: string): number {
  return text.split('\n').length - 1;
}
