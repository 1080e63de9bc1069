import { once } from 'node:events';
import type { Host } from '../host';
import { type Style, styleFor, wantsColour } from './style';
import { type Column, Table } from './table';

/** Standard output for results, standard error for everything around them. */
export class Output {
  /** For what is written to standard output. */
  readonly style: Style;
  /** For what is written to standard error. */
  readonly errorStyle: Style;

  constructor(
    private readonly host: Host,
    /** Standard output holds JSON and nothing else. */
    readonly json: boolean,
  ) {
    this.style = styleFor(!json && wantsColour(host.environment, host.stdout));
    this.errorStyle = styleFor(wantsColour(host.environment, host.stderr));
  }

  /** Results as lines for people; waits while the reader is slower. */
  async lines(lines: readonly string[]): Promise<void> {
    if (lines.length > 0) await this.write(`${lines.join('\n')}\n`);
  }

  /** The result as one JSON document. */
  async document(value: unknown): Promise<void> {
    await this.write(`${JSON.stringify(value, null, 2)}\n`);
  }

  async write(chunk: string | Uint8Array): Promise<void> {
    const { stdout, signal } = this.host;
    if (!stdout.write(chunk)) await once(stdout, 'drain', { signal }).catch(rethrowReason(signal));
  }

  /** What people want to know beside the result; on standard error. */
  note(text: string): void {
    this.host.stderr.write(`${text}\n`);
  }

  table<Row>(columns: readonly Column<Row>[]): Table<Row> {
    const { isTTY, columns: width } = this.host.stdout;
    return new Table(columns, this.style, isTTY ? width : undefined);
  }

  /** A JSON document with one long list, written while the list comes: `{"devices":[…],"total_count":3}`. */
  async documentOf<Item>(
    list: string,
    items: AsyncIterable<Item>,
    others: () => Readonly<Record<string, unknown>>,
  ): Promise<void> {
    await this.write(`{${JSON.stringify(list)}:[`);
    let separator = '\n';
    for await (const item of items) {
      await this.write(`${separator}${JSON.stringify(item)}`);
      separator = ',\n';
    }
    const rest = Object.entries(others()).map(
      ([name, value]) => `,${JSON.stringify(name)}:${JSON.stringify(value)}`,
    );
    await this.write(`\n]${rest.join('')}}\n`);
  }
}

function rethrowReason(signal: AbortSignal): (error: unknown) => never {
  return (error) => {
    signal.throwIfAborted();
    throw error;
  };
}
