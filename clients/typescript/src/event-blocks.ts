import { textLines } from './text-lines.ts';

/** One block of a stream of server-sent events; an id may come without data. */
export interface EventBlock {
  readonly id?: string;
  readonly data?: string;
  /** Milliseconds to wait before connecting again. */
  readonly retry?: number;
}

/** The blocks of a stream, and `alive` for each line that is none, such as a comment. */
export async function* eventBlocks(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<EventBlock | 'alive', void, undefined> {
  let block: { id?: string; data?: string; retry?: number } = {};
  for await (const line of textLines(stream)) {
    if (line === '') {
      if (Object.keys(block).length > 0) yield block;
      block = {};
      continue;
    }
    const [, name = '', value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    if (name === 'id') block.id = value;
    else if (name === 'data') block.data = block.data === undefined ? value : `${block.data}\n${value}`;
    else if (name === 'retry' && /^\d+$/.test(value)) block.retry = Number(value);
    else yield 'alive';
  }
}
