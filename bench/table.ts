type Cell = string | number;

/** Prints rows under the names of their members; numbers to three significant digits where they are not whole. */
export function printTable(title: string, rows: readonly object[]): void {
  const cells = rows.map((row) => Object.entries(row) as [string, Cell][]);
  const head = cells[0]?.map(([name]) => name) ?? [];
  const body = cells.map((row) => row.map(([, value]) => shown(value)));
  const widths = head.map((name, i) => Math.max(name.length, ...body.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ');
  console.log(`\n${title}`);
  console.log(line(head));
  for (const row of body) console.log(line(row));
}

function shown(value: Cell): string {
  if (typeof value === 'string' || Number.isInteger(value)) return String(value);
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
