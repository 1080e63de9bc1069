import { decodeCursor, encodeCursor } from '../common/cursor';
import type { ResolvedPlace } from './gap-resolved.store';
import type { RunPlace } from './gap-run';

/** Where a page of findings goes on. The run is part of it: `latest` may have moved on between two pages. */
export interface FindingCursor {
  readonly run: string;
  /** Place in the whole report, before filters. */
  readonly from: number;
}

export function encodeFindingCursor(cursor: FindingCursor): string {
  return encodeCursor([cursor.run, cursor.from]);
}

/**
 * @param runId the run whose findings are asked for; undefined = any
 * @throws ProblemError `bad-request` for a cursor that was not handed out here, or of another run
 */
export function decodeFindingCursor(text: string, runId?: string): FindingCursor {
  const [run, from] = decodeCursor(text, (value: unknown): value is readonly [string, number] => {
    if (!Array.isArray(value) || value.length !== 2) return false;
    const [id, place] = value as readonly unknown[];
    return typeof id === 'string' && (runId ?? id) === id && Number.isInteger(place) && Number(place) >= 0;
  });
  return { run, from };
}

/** The place after a run in the list of runs, newest first. */
export function encodeRunCursor({ startedAt, id }: RunPlace): string {
  return encodeCursor([startedAt, id]);
}

/** @throws ProblemError `bad-request` for a cursor that was not handed out here */
export function decodeRunCursor(text: string): RunPlace {
  const [startedAt, id] = decodeCursor(text, isPlace);
  return { startedAt, id };
}

/** The place after a gap in the list of resolved ones, the latest first. */
export function encodeResolvedCursor({ resolvedAt, findingId }: ResolvedPlace): string {
  return encodeCursor([resolvedAt, findingId]);
}

/** @throws ProblemError `bad-request` for a cursor that was not handed out here */
export function decodeResolvedCursor(text: string): ResolvedPlace {
  const [resolvedAt, findingId] = decodeCursor(text, isPlace);
  return { resolvedAt, findingId };
}

/** A time and an id. */
function isPlace(value: unknown): value is readonly [string, string] {
  return (
    Array.isArray(value) &&
    value.length === 2 &&
    value.every((part) => typeof part === 'string') &&
    !Number.isNaN(Date.parse(String(value[0])))
  );
}
