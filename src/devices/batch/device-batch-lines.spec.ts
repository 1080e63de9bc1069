import { batchDocument, batchLines } from './device-batch-lines';
import { BatchResults } from './device-batch-results';

const problem = {
  type: '/docs/problems/not-found',
  title: 'Not found',
  status: 404,
  detail: 'x'.repeat(100),
};

function settle(results: BatchResults, from: number, to: number, round: boolean): void {
  for (let index = from; index < to; index += 1) {
    results.settle({ index, status: 404, device: null, problem }, round);
  }
}

describe('the lines of a batch', () => {
  it('tell progress after each round, and not for each refusal before', async () => {
    const results = new BatchResults(30);
    const progress: unknown[] = [];
    for await (const chunk of batchLines(results)) {
      for (const line of chunk.trimEnd().split('\n')) {
        const { type, index, done } = JSON.parse(line) as { type: string; index?: number; done?: number };
        if (type === 'progress') progress.push(done);
        if (done === 0) settle(results, 0, 1, false);
        else if (type === 'result' && Number(index) < 9)
          settle(results, Number(index) + 1, Number(index) + 2, false);
        else if (index === 9) settle(results, 10, 20, true);
        else if (done === 20) settle(results, 20, 30, true);
      }
    }
    expect(progress).toEqual([0, 20, 30]);
  });

  it('tell progress while nothing settles', async () => {
    const results = new BatchResults(1);
    const lines = batchLines(results);
    const first = await lines.next();
    expect((await lines.next()).value).toBe(first.value);
    settle(results, 0, 1, true);
    expect((await lines.next()).value).toContain('"type":"result"');
    await lines.return(undefined);
  });

  it('are made as they are read, some together, never all', async () => {
    const results = new BatchResults(10_000);
    settle(results, 0, 10_000, true);
    const chunks: string[] = [];
    for await (const chunk of batchLines(results)) chunks.push(chunk);
    expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThan(66_000);
    expect(chunks.length).toBeGreaterThan(20);
    expect(chunks.length).toBeLessThan(100);
  });
});

describe('the document of a batch', () => {
  it('holds the results in the order of the items', async () => {
    const results = new BatchResults(3);
    const document = batchDocument(results);
    settle(results, 2, 3, true);
    settle(results, 0, 2, true);
    const { success, results: shown } = JSON.parse([...(await document)].join('')) as {
      success: boolean;
      results: { index: number }[];
    };
    expect([success, shown.map(({ index }) => index)]).toEqual([false, [0, 1, 2]]);
  });
});
