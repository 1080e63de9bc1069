import { UsageError } from '../../errors';
import { saveStream } from '../../output/save-stream';
import type { Session } from '../../session';
import { type DeviceFilters, queryOf } from './device-filters';

export interface ExportOptions extends DeviceFilters {
  readonly output?: string;
}

/** CSV as it comes over the wire. */
export async function exportDevices(session: Session, options: ExportOptions): Promise<undefined> {
  const { output } = session;
  if (output.json && options.output === undefined) {
    throw new UsageError(
      '--json and CSV cannot both be on standard output',
      'Use --output, or `devices list --json`.',
    );
  }
  const trapline = await session.trapline();
  const { data } = await trapline.GET('/api/v1/devices/export', {
    params: { query: queryOf(options) },
    parseAs: 'stream',
  });
  if (data === null) throw new TypeError('the answer has no body');
  const bytes = await saveStream(session, data, options.output);
  if (options.output === undefined) return undefined;
  if (output.json) await output.document({ file: options.output, bytes });
  else output.note(`Wrote ${options.output} (${bytes} bytes).`);
  return undefined;
}
