import { ProblemError } from '../common/problem';
import { XLSX_TYPE } from './gap-table.xlsx';

export type ReportFormat = 'json' | 'csv' | 'xlsx';

const OFFERS: readonly (readonly [ReportFormat, string])[] = [
  ['json', 'application/json'],
  ['csv', 'text/csv'],
  ['xlsx', XLSX_TYPE],
];

/**
 * Which format an Accept header asks for (RFC 9110, 12.5.1). Of formats wanted equally the one that is named wins over
 * one that only a wildcard covers, then JSON, then CSV. No header: JSON.
 * @throws ProblemError `not-acceptable` when it excludes all
 */
export function reportFormat(accept: string | undefined): ReportFormat {
  if (accept === undefined || accept.trim() === '') return 'json';
  const ranges = accept.split(',').map(parseRange);
  const [best] = OFFERS.map(([format, type]) => ({ format, ...wish(type, ranges) }))
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality || b.precision - a.precision);
  if (best === undefined) {
    throw new ProblemError(
      'not-acceptable',
      `this is available as ${OFFERS.map(([, type]) => type).join(', ')}`,
    );
  }
  return best.format;
}

interface MediaRange {
  readonly type: string;
  readonly quality: number;
}

interface Wish {
  readonly quality: number;
  /** 2 named, 1 by its main type, 0 by any type. */
  readonly precision: number;
}

function parseRange(text: string): MediaRange {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  const number = quality === undefined ? 1 : Number(quality);
  return { type, quality: number >= 0 && number <= 1 ? number : 0 };
}

/** The most precise range that covers the type decides. */
function wish(type: string, ranges: readonly MediaRange[]): Wish {
  const candidates = ['*/*', `${type.split('/')[0] ?? ''}/*`, type];
  for (const [precision, candidate] of [...candidates.entries()].reverse()) {
    const range = ranges.find((each) => each.type === candidate);
    if (range !== undefined) return { quality: range.quality, precision };
  }
  return { quality: 0, precision: 0 };
}
