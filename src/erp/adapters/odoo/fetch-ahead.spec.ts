import { fetchAhead } from './fetch-ahead';

/** A page under the test's control. */
interface Ordered {
  readonly after: number | undefined;
  readonly signal: AbortSignal;
  readonly deliver: (page: number) => void;
  readonly fail: (error: Error) => void;
}

function pages(last: number): { orders: Ordered[]; fetch: Parameters<typeof fetchAhead<number>>[0] } {
  const orders: Ordered[] = [];
  return {
    orders,
    fetch: (after, signal) => {
      if (after === last) return undefined;
      return new Promise<number>((deliver, fail) => {
        orders.push({ after, signal, deliver, fail });
        signal.addEventListener('abort', () => {
          fail(signal.reason as Error);
        });
      });
    },
  };
}

describe('fetchAhead', () => {
  it('has the next page under way while one is worked on, and no more than that', async () => {
    const { orders, fetch } = pages(3);
    const iterator = fetchAhead(fetch);
    const first = iterator.next();
    orders[0]?.deliver(1);
    expect((await first).value).toBe(1);
    expect(orders.map((order) => order.after)).toEqual([undefined, 1]);
    orders[1]?.deliver(2);
    expect((await iterator.next()).value).toBe(2);
    orders[2]?.deliver(3);
    expect((await iterator.next()).value).toBe(3);
    expect((await iterator.next()).done).toBe(true);
    expect(orders).toHaveLength(3);
  });

  it('throws the failure of a page when its turn comes, not before', async () => {
    const { orders, fetch } = pages(3);
    const iterator = fetchAhead(fetch);
    const first = iterator.next();
    orders[0]?.deliver(1);
    expect((await first).value).toBe(1);
    orders[1]?.fail(new Error('page 2 is lost'));
    // Long enough for the process to notice a rejection that nobody handles.
    await new Promise((resolve) => setImmediate(resolve));
    await expect(iterator.next()).rejects.toThrow('page 2 is lost');
  });

  it('cancels the page under way when the consumer stops, and waits for it to end', async () => {
    const { orders, fetch } = pages(3);
    const iterator = fetchAhead(fetch);
    const first = iterator.next();
    orders[0]?.deliver(1);
    await first;
    await iterator.return(undefined);
    expect(orders[1]?.signal.aborted).toBe(true);
    expect((await iterator.next()).done).toBe(true);
  });

  it('throws the reason of its signal, also while a page is awaited', async () => {
    const { orders, fetch } = pages(3);
    const stop = new AbortController();
    const first = fetchAhead(fetch, stop.signal).next();
    stop.abort(new Error('stopped'));
    await expect(first).rejects.toThrow('stopped');
    expect(orders[0]?.signal.aborted).toBe(true);
  });

  it('fetches nothing when it is aborted from the start', async () => {
    const { orders, fetch } = pages(3);
    const iterator = fetchAhead(fetch, AbortSignal.abort(new Error('stopped')));
    await expect(iterator.next()).rejects.toThrow('stopped');
    expect(orders).toEqual([]);
  });
});
