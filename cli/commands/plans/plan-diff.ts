import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { Trapline } from '../../../clients/typescript/src/index.ts';
import { cellText } from '../../output/cell-text';
import type { Style } from '../../output/style';

const SIGN_COLOURS: Readonly<Record<string, Parameters<Style>[0]>> = {
  '+': 'green',
  '-': 'red',
  '~': 'yellow',
  '>': 'cyan',
  '!': 'dim',
};

/** A plan as a diff, line by line while it comes: every action with its reason, and each value before and after. */
export async function* diffLines(trapline: Trapline, id: string, style: Style): AsyncGenerator<string> {
  const { data } = await trapline.GET('/api/v1/erp/sync/plans/{id}', {
    params: { path: { id } },
    headers: { Accept: 'text/plain' },
    parseAs: 'stream',
  });
  if (data === null) throw new TypeError('the answer has no body');
  const input = Readable.fromWeb(data as ReadableStream<Uint8Array>);
  for await (const line of createInterface({ input, crlfDelay: Infinity })) yield coloured(line, style);
}

function coloured(line: string, style: Style): string {
  const [indent = ''] = /^ */.exec(line) ?? [];
  const text = indent + cellText(line);
  const sign = /^#\d+ ([-+~>!]) /.exec(line)?.[1] ?? /^ {2}([-+]) /.exec(line)?.[1];
  const colour = sign === undefined ? undefined : SIGN_COLOURS[sign];
  return colour === undefined || text === '' ? text : style(colour, text);
}
