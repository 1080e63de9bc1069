import { UsageError } from '../../errors';
import { saveStream } from '../../output/save-stream';
import type { Session } from '../../session';
import { type GapFilters, gapQueryOf, reportPages } from './gap-filters';
import { findingsIn } from './list-gaps';

export interface ExportOptions extends GapFilters {
  readonly format: 'csv' | 'json';
  readonly output?: string;
}

const PAGE = 500;

export async function exportGaps(session: Session, options: ExportOptions): Promise<undefined> {
  const { output } = session;
  if (output.json && options.output === undefined && options.format === 'csv') {
    throw new UsageError(
      '--json and CSV cannot both be on standard output',
      'Use --format json, or --output.',
    );
  }
  const data = options.format === 'csv' ? await csv(session, options) : json(session, options);
  const bytes = await saveStream(session, data, options.output);
  if (options.output === undefined) return undefined;
  if (output.json) await output.document({ file: options.output, bytes });
  else output.note(`Wrote ${options.output} (${bytes} bytes).`);
  return undefined;
}

async function csv(session: Session, options: GapFilters): Promise<AsyncIterable<Uint8Array>> {
  const trapline = await session.trapline();
  const query = gapQueryOf(options);
  const init = { headers: { Accept: 'text/csv' }, parseAs: 'stream' } as const;
  const { data } =
    options.run === undefined
      ? await trapline.GET('/api/v1/erp/gap-analysis/latest', { params: { query }, ...init })
      : await trapline.GET('/api/v1/erp/gap-analysis/runs/{id}', {
          params: { query, path: { id: options.run } },
          ...init,
        });
  if (data === null) throw new TypeError('the answer has no body');
  return data;
}

/** One array of findings, a finding a line. */
async function* json(session: Session, options: GapFilters): AsyncGenerator<Uint8Array> {
  const text = new TextEncoder();
  let separator = '[\n';
  for await (const page of reportPages(await session.trapline(), options, PAGE)) {
    for (const finding of findingsIn(page)) {
      yield text.encode(`${separator}${JSON.stringify(finding)}`);
      separator = ',\n';
    }
  }
  yield text.encode(separator === '[\n' ? '[]\n' : '\n]\n');
}
