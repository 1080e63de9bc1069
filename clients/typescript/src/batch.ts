import type { Trapline } from './client.ts';
import type {
  BatchCreateDto,
  BatchDeleteDto,
  BatchProgressDto,
  BatchResultDto,
  BatchSummaryDto,
  BatchUpdateDto,
} from './schema.ts';
import { textLines } from './text-lines.ts';

export type BatchItem = BatchCreateDto | BatchUpdateDto | BatchDeleteDto;
export type BatchEvent = BatchResultDto | BatchProgressDto | BatchSummaryDto;

export interface BatchOptions {
  /** Only say what would be done. */
  readonly dryRun?: boolean;
  /** Repeat a batch with the key it had, and it makes nothing twice. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

/** The answer ended before its summary. What it did not tell may have happened: repeat it with the same key. */
export class BatchCutOff extends Error {
  override readonly name = 'BatchCutOff';
}

/**
 * Creates, changes and deletes up to 10,000 devices; a `result` as soon as each item has settled, `progress` in between,
 * `summary` last.
 * @throws BatchCutOff, and whatever a call throws
 */
export async function* batch(
  trapline: Trapline,
  items: readonly BatchItem[],
  { dryRun = false, idempotencyKey, signal }: BatchOptions = {},
): AsyncGenerator<BatchEvent, void, undefined> {
  const { data } = await trapline.POST('/api/v1/devices/batch', {
    params: {
      query: { dry_run: dryRun },
      ...(idempotencyKey !== undefined && { header: { 'Idempotency-Key': idempotencyKey } }),
    },
    body: { items: [...items] },
    headers: { Accept: 'application/x-ndjson' },
    parseAs: 'stream',
    ...(signal !== undefined && { signal }),
  });
  let done = 0;
  for await (const event of eventsIn(data, signal)) {
    yield event;
    if (event.type === 'summary') return;
    if (event.type === 'result') done += 1;
  }
  throw new BatchCutOff(`the answer was cut off after ${done} of ${items.length} results`);
}

async function* eventsIn(
  data: ReadableStream<Uint8Array> | null,
  signal: AbortSignal | undefined,
): AsyncGenerator<BatchEvent, void, undefined> {
  if (data === null) return;
  try {
    for await (const line of textLines(data)) if (line !== '') yield JSON.parse(line) as BatchEvent;
  } catch (error) {
    signal?.throwIfAborted();
    throw new BatchCutOff('the connection broke before the summary', { cause: error });
  }
}
