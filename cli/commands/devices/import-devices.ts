import { importDevices as send, type ImportRowDto } from '../../../clients/typescript/src/index.ts';
import { EXIT, type ExitStatus } from '../../exit-status';
import { type Progress, progressBar } from '../../output/progress';
import type { Style } from '../../output/style';
import type { Column } from '../../output/table';
import { eachOf } from '../../output/each-of';
import type { Session } from '../../session';
import { importParts } from './import-parts';

export interface ImportOptions {
  readonly apply?: boolean;
  readonly problems?: boolean;
}

type Verdict = ImportRowDto['verdict'];

/** The answer comes when all rows of a part are done. */
const TIMEOUT_S = 900;

const COLOURS: Readonly<Record<Verdict, Parameters<Style>[0]>> = {
  create: 'green',
  created: 'green',
  update: 'yellow',
  updated: 'yellow',
  unchanged: 'dim',
  error: 'red',
  failed: 'red',
};

const COLUMNS: readonly Column<ImportRowDto>[] = [
  { title: 'Line', value: ({ line }) => line, align: 'right' },
  { title: 'Verdict', value: ({ verdict }) => verdict, format: ({ verdict }) => COLOURS[verdict] },
  { title: 'Reference', value: ({ erp_reference: reference }) => reference },
  { title: 'Guid', value: ({ guid }) => guid },
  {
    title: 'What is wrong',
    value: ({ errors }) => errors.map(({ field, message }) => `${field} ${message}`).join('; '),
  },
];

/** A verdict per row; a part of the file is in memory at a time. Fails when a row has failed. */
export async function importDevices(
  session: Session,
  options: ImportOptions,
  [file = '-']: readonly string[],
): Promise<ExitStatus> {
  const { output } = session;
  const dryRun = options.apply !== true;
  const summary = new Map<Verdict, number>();
  const progress = progressBar(session.host, dryRun ? 'checking' : 'importing');
  const parts = rowsOf(session, file, dryRun, summary, progress);
  try {
    if (output.json)
      await output.documentOf('rows', eachOf(parts), () => ({
        dry_run: dryRun,
        summary: Object.fromEntries(summary),
      }));
    else {
      const table = output.table(COLUMNS);
      for await (const rows of parts) {
        const shown = options.problems === true ? rows.filter(isProblem) : rows;
        if (shown.length > 0) await output.lines(table.lines(shown));
      }
    }
  } finally {
    progress.end();
  }
  if (!output.json) {
    const counts = [...summary].map(([verdict, count]) => `${count} ${verdict}`).join(', ') || 'no rows';
    output.note(
      dryRun ? `Nothing was changed: ${counts}. Repeat with --apply to carry it out.` : `Done: ${counts}.`,
    );
  }
  return summary.has('error') || summary.has('failed') ? EXIT.failed : EXIT.ok;
}

async function* rowsOf(
  session: Session,
  file: string,
  dryRun: boolean,
  summary: Map<Verdict, number>,
  progress: Progress,
): AsyncGenerator<readonly ImportRowDto[]> {
  const trapline = await session.trapline(TIMEOUT_S);
  let done = 0;
  for await (const { csv, lines } of importParts(session.host, file)) {
    progress.at(done, done + lines.size);
    const report = await send(trapline, csv, { dryRun });
    done += lines.size;
    progress.end();
    for (const { verdict } of report.rows) summary.set(verdict, (summary.get(verdict) ?? 0) + 1);
    yield report.rows.map((row) => ({ ...row, line: lines.get(row.line) ?? row.line }));
  }
}

function isProblem({ verdict }: ImportRowDto): boolean {
  return verdict === 'error' || verdict === 'failed';
}
