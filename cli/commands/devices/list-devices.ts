import { type DeviceDto, type DeviceListDto, pagesOf } from '../../../clients/typescript/src/index.ts';
import { eachOf } from '../../output/each-of';
import type { Session } from '../../session';
import { deviceColumns } from './device-columns';
import { type DeviceFilters, queryOf } from './device-filters';

/** Devices of one request; what is in memory at the same time. */
const PAGE = 1000;

export interface ListOptions extends DeviceFilters {
  readonly limit?: number;
  readonly columns?: readonly string[];
}

/** Page by page, each written before the next is asked for. */
export async function listDevices(session: Session, options: ListOptions): Promise<undefined> {
  const { output } = session;
  let total = 0;
  let age = 0;
  let shown = 0;
  const pages = async function* (): AsyncGenerator<readonly DeviceDto[]> {
    for await (const page of devicePages(session, options)) {
      total = page.total_count;
      age = page.age_seconds;
      const devices = page.devices.slice(0, (options.limit ?? Infinity) - shown);
      shown += devices.length;
      yield devices;
      if (shown >= (options.limit ?? Infinity)) return;
    }
  };
  if (output.json) {
    await output.documentOf('devices', eachOf(pages()), () => ({ total_count: total, age_seconds: age }));
    return undefined;
  }
  const table = output.table(deviceColumns(options.columns));
  for await (const devices of pages()) if (shown > 0) await output.lines(table.lines(devices));
  output.note(output.errorStyle('dim', footer(shown, total, age)));
  return undefined;
}

async function* devicePages(session: Session, options: ListOptions): AsyncGenerator<DeviceListDto> {
  const trapline = await session.trapline();
  const limit = Math.min(PAGE, options.limit ?? PAGE);
  yield* pagesOf(trapline, '/api/v1/devices', { query: { ...queryOf(options), limit } });
}

function footer(shown: number, total: number, age: number): string {
  if (total === 0) return 'No device fits. Without filters, `trapline devices list` shows all.';
  return `${shown === total ? total : `${shown} of ${total}`} devices, read ${age} s ago`;
}
