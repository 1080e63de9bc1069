import { ProblemError } from '../../common/problem';

export type BatchFormat = 'ndjson' | 'json';

export const NDJSON_TYPE = 'application/x-ndjson';
const JSON_TYPE = 'application/json';

/**
 * How a batch is answered: as lines while it runs, or as one document when the Accept header asks for JSON by name and
 * for lines less.
 * @throws ProblemError `not-acceptable` when it excludes both
 */
export function batchFormat(accept: string | undefined): BatchFormat {
  if (accept === undefined || accept.trim() === '') return 'ndjson';
  const wishes = new Map(accept.split(',').map(wishOf));
  const any = wishes.get('application/*') ?? wishes.get('*/*') ?? 0;
  const json = wishes.get(JSON_TYPE);
  const lines = wishes.get(NDJSON_TYPE);
  if (json !== undefined && json > (lines ?? 0)) return 'json';
  if ((lines ?? any) > 0) return 'ndjson';
  throw new ProblemError('not-acceptable', `this is available as ${NDJSON_TYPE} and ${JSON_TYPE}`);
}

/** A media range with how much it is wanted, 0 to 1. */
function wishOf(range: string): [type: string, quality: number] {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
  const quality = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1');
  return [type, quality >= 0 && quality <= 1 ? quality : 0];
}
