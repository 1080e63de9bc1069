import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { bulkhead } from 'cockatiel';
import { ProblemError } from '../common/problem';
import type { GapTable } from './gap-table';

export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** A workbook is made in memory, about 10 kB a finding. */
const MOST_ROWS = 50_000;
const DEADLINE_MS = 120_000;
/** One at a time, for the sake of memory; so many others wait. */
const turns = bulkhead(1, 10);

/**
 * The table as an Excel workbook of one sheet, made in a thread of its own: it takes seconds for 20,000 rows. Every cell is
 * text or a number, never a formula.
 * @throws ProblemError `unprocessable` for more than 50,000 rows
 */
export function xlsxOf({ columns, numbers, rows }: GapTable): Promise<Buffer> {
  return turns.execute(async () => {
    const cells: string[][] = [];
    for await (const row of rows) {
      cells.push(columns.map((column) => row[column] ?? ''));
      if (cells.length > MOST_ROWS) {
        throw new ProblemError(
          'unprocessable',
          `more than ${MOST_ROWS} findings do not fit a workbook; filter them, or ask for text/csv`,
        );
      }
    }
    return workbookOf({
      header: columns,
      rows: cells,
      numbers: numbers.map((name) => columns.indexOf(name)),
    });
  });
}

function workbookOf(workerData: {
  readonly header: readonly string[];
  readonly rows: readonly string[][];
  readonly numbers: readonly number[];
}): Promise<Buffer> {
  const worker = new Worker(join(__dirname, 'xlsx.worker.cjs'), { workerData });
  return new Promise<Buffer>((resolve, reject) => {
    const late = setTimeout(() => {
      reject(new ProblemError('unavailable', 'the workbook was not made in time; filter the findings'));
    }, DEADLINE_MS);
    worker.once('message', (bytes: Uint8Array) => {
      resolve(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    });
    worker.once('error', reject);
    worker.once('exit', () => {
      clearTimeout(late);
      reject(new Error('the thread that makes workbooks ended without one'));
    });
  }).finally(() => worker.terminate());
}
