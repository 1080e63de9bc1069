/** Gaps as a table, for spreadsheets. */
export interface GapTable {
  readonly columns: readonly string[];
  /** Columns of numbers; the others are text. */
  readonly numbers: readonly string[];
  /** One row for each gap; a few in memory at a time. */
  readonly rows: AsyncIterable<Readonly<Record<string, string>>>;
}
