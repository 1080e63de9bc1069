import { deviceJson } from '../device.dto';
import type { BatchResults, BatchSummary, ItemResult } from './device-batch-results';

/** A line of progress comes after each round, and otherwise this often at most, in milliseconds. */
const PROGRESS_EVERY_MS = 500;
/** Lines are sent together up to about this many characters. */
const CHUNK = 65_536;

/** NDJSON of a batch while it runs: results as they settle, progress in between, the summary last. */
export async function* batchLines(results: BatchResults): AsyncGenerator<string> {
  yield progressLine(results);
  let progressAt = performance.now();
  while (!results.isOver) {
    const wait = Math.max(0, progressAt + PROGRESS_EVERY_MS - performance.now());
    const { results: settled, round } = await results.take(wait);
    yield* inChunks(resultLines(settled));
    if (!round && performance.now() < progressAt + PROGRESS_EVERY_MS) continue;
    yield progressLine(results);
    progressAt = performance.now();
  }
  yield `${JSON.stringify({ type: 'summary', ...results.summary() })}\n`;
}

/** The same as one JSON document, once all has settled; results in the order of the items. */
export async function batchDocument(results: BatchResults): Promise<Generator<string>> {
  const all: ItemResult[] = [];
  while (!results.isOver) {
    for (const result of (await results.take(PROGRESS_EVERY_MS)).results) all[result.index] = result;
  }
  return inChunks(documentParts(all, results.summary()));
}

function* resultLines(results: readonly ItemResult[]): Generator<string> {
  for (const result of results) yield `${resultJson(result)}\n`;
}

function* documentParts(results: readonly ItemResult[], summary: BatchSummary): Generator<string> {
  yield `{"success":${summary.failed === 0},"results":[`;
  for (const [i, result] of results.entries()) yield (i === 0 ? '' : ',') + resultJson(result);
  yield `],"summary":${JSON.stringify({ type: 'summary', ...summary })}}`;
}

/** Small texts put together, made only when they are asked for. */
function* inChunks(texts: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const text of texts) {
    chunk += text;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

function progressLine({ done, total }: BatchResults): string {
  return `${JSON.stringify({ type: 'progress', done, total })}\n`;
}

function resultJson({ index, status, device, problem }: ItemResult): string {
  const rest = problem === undefined ? '' : `,"problem":${JSON.stringify(problem)}`;
  const shown = device === null ? 'null' : deviceJson(device);
  return `{"type":"result","index":${index},"status":${status},"device":${shown}${rest}}`;
}
