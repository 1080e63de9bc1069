import type { GapReport } from './first-gap-analysis';

/** The report as two tables for a terminal: what was found, and how well each customer is covered. */
export function summaryTable({ totals, counts, coverage }: GapReport): string {
  if (totals === null || counts === null || coverage === null) throw new TypeError('the report is empty');
  const devices = totals.rodent_sensors + totals.gateways + totals.unknown_devices;
  return [
    `${totals.active_points} inspection points (and ${totals.archived_points} archived), ${devices} devices, ` +
      `${totals.findings} findings, ${totals.coverage_percent} % covered`,
    '',
    ...table(
      ['Finding', 'Count'],
      Object.entries(counts).map(([kind, count]) => [kind.replace(/_/g, ' '), String(count)]),
    ),
    '',
    ...table(['Customer', 'Points', 'Covered', '%'], byCustomer(coverage)),
  ].join('\n');
}

function byCustomer(coverage: NonNullable<GapReport['coverage']>): string[][] {
  const sums = new Map<string, { points: number; covered: number }>();
  for (const { customer, points, covered } of coverage) {
    const sum = sums.get(customer) ?? { points: 0, covered: 0 };
    sums.set(customer, { points: sum.points + points, covered: sum.covered + covered });
  }
  return [...sums]
    .filter(([, { points }]) => points > 0)
    .map(([customer, { points, covered }]) => [
      shown(customer),
      String(points),
      String(covered),
      ((covered / points) * 100).toFixed(1),
    ]);
}

/** One line of at most 40 characters: ERPs hold names of any length, with tabs and line breaks in them. */
function shown(name: string): string {
  const line = name.replace(/\s+/g, ' ').trim();
  if (line === '') return '(no customer)';
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}

/** Lines of a table; every column but the first is aligned to the right. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('   ');
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}
