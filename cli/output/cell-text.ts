import stringWidth from 'string-width';

// eslint-disable-next-line no-control-regex -- those are what must not reach a terminal
const NOT_FOR_TERMINALS = /[\u0000-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]+/g;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Text on one line without control characters: an ERP's names may hold line breaks, and what drives terminals. */
export function cellText(value: string): string {
  return value.replace(NOT_FOR_TERMINALS, ' ').trim();
}

/** Cut to a number of columns, with … at the end, and filled up to them; wide characters take two. */
export function fitted(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const cut = shortened(text, width);
  const space = ' '.repeat(Math.max(0, width - stringWidth(cut)));
  return align === 'left' ? cut + space : space + cut;
}

function shortened(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let cut = '';
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    used += stringWidth(segment);
    if (used > width - 1) break;
    cut += segment;
  }
  return `${cut}…`;
}
