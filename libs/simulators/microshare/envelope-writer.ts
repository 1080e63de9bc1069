import { jsonBytes, type SimulatedAnswer } from './answer';

export interface Page {
  readonly page: number;
  readonly perPage: number;
}

/** Envelope of a list. `totalCount` is the whole platform's for what was asked, visible or not. */
export function listAnswer(
  objects: readonly Buffer[],
  { page, perPage }: Page,
  totalCount: number,
): SimulatedAnswer {
  const meta = {
    currentCount: objects.length,
    currentPage: page,
    perPage,
    source: 'db',
    totalCount,
    totalPages: Math.max(1, Math.ceil(totalCount / perPage)),
  };
  return envelope(meta, objects);
}

/** Envelope of what a write answers with: one object, and no paging. */
export function writeAnswer(object: Buffer): SimulatedAnswer {
  const meta = { currentCount: 1, currentPage: 1, perPage: 0, source: 'db', totalCount: 1, totalPages: 0 };
  return envelope(meta, [object]);
}

function envelope(meta: object, objects: readonly Buffer[]): SimulatedAnswer {
  const body: Buffer[] = [Buffer.from(`{"meta":${JSON.stringify(meta)},"objs":[`)];
  objects.forEach((object, index) => {
    if (index > 0) body.push(COMMA);
    body.push(object);
  });
  body.push(END);
  return jsonBytes(200, body);
}

const COMMA = Buffer.from(',');
const END = Buffer.from(']}');
