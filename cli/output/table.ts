import stringWidth from 'string-width';
import { cellText, fitted } from './cell-text';
import type { Style } from './style';

export interface Column<Row> {
  readonly title: string;
  value(row: Row): string | number | null | undefined;
  readonly align?: 'left' | 'right';
  /** Colour of a cell. */
  format?(row: Row): Parameters<Style>[0] | undefined;
}

const GAP = '  ';
const NARROWEST = 4;

/** Rows as lines of a table that is as wide as the terminal at most; without a width nothing is cut. */
export class Table<Row> {
  private widths: readonly number[] | undefined;

  constructor(
    private readonly columns: readonly Column<Row>[],
    private readonly style: Style,
    private readonly width: number | undefined,
  ) {}

  /** The first rows decide how wide the columns are, and come with the titles above them. */
  lines(rows: readonly Row[]): string[] {
    const head = this.widths === undefined ? [this.style('bold', this.begin(rows))] : [];
    return [...head, ...rows.map((row) => this.line(row))];
  }

  private begin(rows: readonly Row[]): string {
    const natural = this.columns.map((column) =>
      Math.max(stringWidth(column.title), ...rows.map((row) => stringWidth(textIn(column, row)))),
    );
    const widths = this.width === undefined ? natural : narrowed(natural, this.width);
    this.widths = widths;
    return this.joined(this.columns.map(({ title, align }, i) => this.cell(title, i, align)));
  }

  private line(row: Row): string {
    const cells = this.columns.map((column, i) => {
      const text = this.cell(textIn(column, row), i, column.align);
      const format = column.format?.(row);
      return format === undefined ? text : this.style(format, text);
    });
    return this.joined(cells);
  }

  /** The last column is not filled up; without a terminal's width, longer text pushes the line. */
  private cell(text: string, index: number, align: 'left' | 'right' = 'left'): string {
    const width = this.widths?.[index] ?? 0;
    const last = index === this.columns.length - 1;
    if (this.width === undefined && stringWidth(text) >= width) return text;
    const cell = fitted(text, width, align);
    return last && align === 'left' ? cell.trimEnd() : cell;
  }

  private joined(cells: readonly string[]): string {
    return cells.join(GAP);
  }
}

function textIn<Row>(column: Column<Row>, row: Row): string {
  return cellText(String(column.value(row) ?? ''));
}

/** Takes from the widest column until all fit. */
function narrowed(natural: readonly number[], width: number): readonly number[] {
  const widths = [...natural];
  let excess = widths.reduce((sum, each) => sum + each, GAP.length * (widths.length - 1)) - width;
  while (excess > 0) {
    const widest = Math.max(...widths);
    if (widest <= NARROWEST) break;
    widths[widths.indexOf(widest)] = widest - 1;
    excess -= 1;
  }
  return widths;
}
