import { writeFile } from 'node:fs/promises';

/** `undefined`: nothing to say there, e.g. no bar; shown as a dash. */
type Cell = string | number | boolean | undefined;

/** Prints tables as they come, and keeps them for a file in Markdown. */
export class Report {
  private readonly parts: string[];

  constructor(title: string, about: string) {
    this.parts = [`# ${title}`, about];
    console.log(`${title}\n${about}`);
  }

  /** Rows under the names of their members; numbers to three significant digits where they are not whole. */
  table(title: string, rows: readonly object[]): void {
    const cells = rows.map((row) => Object.entries(row) as [string, Cell][]);
    const head = cells[0]?.map(([name]) => name) ?? [];
    const body = cells.map((row) => row.map(([, value]) => shown(value)));
    const widths = head.map((name, i) => Math.max(name.length, ...body.map((row) => row[i]?.length ?? 0)));
    const line = (row: readonly string[], gap: string): string =>
      row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(gap);
    console.log(`\n${title}\n${[head, ...body].map((row) => line(row, '  ')).join('\n')}`);
    const rule = widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
    const markdown = [head, rule, ...body].map((row) => `| ${line(row, ' | ')} |`);
    this.parts.push(`## ${title}`, markdown.join('\n'));
  }

  line(text: string): void {
    console.log(`\n${text}`);
    this.parts.push(text);
  }

  async write(path: string): Promise<void> {
    await writeFile(path, `${this.parts.join('\n\n')}\n`);
    console.log(`\nWritten to ${path}.`);
  }
}

function shown(value: Cell): string {
  if (value === undefined) return '–';
  if (typeof value !== 'number' || Number.isInteger(value)) return String(value);
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
