/** A figure of a run that a bare peer's figure of the same run makes comparable with other runs and machines. */
export interface Ratio {
  readonly what: string;
  readonly ratio: number;
}

/** A table of a run with ratios in it, by its title in the results. */
export interface MeasuredTable {
  readonly title: string;
  readonly rows: readonly Ratio[];
  /** Whether more of it is better, as of throughput, or less, as of time. */
  readonly better: 'more' | 'less';
}

/** So many times worse than the committed ratio is more than the noise of a short run on a busy machine. */
export const NOISE = 2.5;

/**
 * Says which ratios are worse than those of the committed results by more than noise. Rows are found by their names without
 * numbers, since a smoke run has smaller ones; those that the results do not have are left out.
 * @param committed the results in Markdown, as `Report` writes them
 */
export function regressions(committed: string, tables: readonly MeasuredTable[]): readonly string[] {
  return tables.flatMap(({ title, rows, better }) => {
    const known = ratiosIn(committed, title);
    return rows.flatMap(({ what, ratio }) => {
      const was = known.get(nameOf(what));
      if (was === undefined) return [];
      const worse = better === 'more' ? was / ratio : ratio / was;
      if (worse <= NOISE) return [];
      return [`${title}, ${what}: a ratio of ${ratio.toPrecision(3)}, where the results have ${was}`];
    });
  });
}

/** The ratios of a section's table, by row. */
function ratiosIn(markdown: string, title: string): ReadonlyMap<string, number> {
  const sections = markdown.split(/^## /m);
  const section = sections.find((text) => nameOf(text.split('\n', 1)[0] ?? '') === nameOf(title)) ?? '';
  const [head = [], , ...body] = section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map(cellsOf);
  const column = head.indexOf('ratio');
  return new Map(body.map((cells) => [nameOf(cells[0] ?? ''), Number(cells[column])]));
}

function cellsOf(line: string): readonly string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

function nameOf(text: string): string {
  return text.replace(/\d+/g, '#').trim();
}
