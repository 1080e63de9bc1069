import { ProblemError } from './problem';

/** A format with its media type. */
export type FormatOffer<Format extends string> = readonly [Format, type: string];

/**
 * Which of the formats an Accept header asks for (RFC 9110, 12.5.1). Of formats wanted equally the one that is named
 * wins over one that only a wildcard covers, then the earlier offer. No header: the first offer.
 * @throws ProblemError `not-acceptable` when it excludes all of them
 */
export function acceptedFormat<Format extends string>(
  accept: string | undefined,
  offers: readonly [FormatOffer<Format>, ...FormatOffer<Format>[]],
): Format {
  if (accept === undefined || accept.trim() === '') return offers[0][0];
  const ranges = accept.split(',').map(parseRange);
  const [best] = offers
    .map(([format, type]) => ({ format, ...wish(type, ranges) }))
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality || b.precision - a.precision);
  if (best !== undefined) return best.format;
  const types = offers.map(([, type]) => type);
  const all = [types.slice(0, -1).join(', '), ...types.slice(-1)].filter((part) => part !== '').join(' and ');
  throw new ProblemError('not-acceptable', `this is available as ${all}`);
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
