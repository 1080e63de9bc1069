/**
 * Pages in order, the next one under way while the consumer works on the last. A page that fails throws out of the
 * iterator when its turn comes. When the consumer stops early, the page under way is cancelled and waited for.
 * @param fetch starts the page after `previous` (undefined for the first); returns undefined where that was the last
 */
export async function* fetchAhead<Page>(
  fetch: (previous: Page | undefined, signal: AbortSignal) => Promise<Page> | undefined,
  signal?: AbortSignal,
): AsyncGenerator<Page> {
  signal?.throwIfAborted();
  const stop = new AbortController();
  const cancel = (): void => {
    stop.abort(signal?.reason);
  };
  signal?.addEventListener('abort', cancel, { once: true });
  let next = settled(fetch(undefined, stop.signal));
  try {
    while (next !== undefined) {
      const outcome = await next;
      if (outcome.status === 'rejected') throw outcome.reason;
      signal?.throwIfAborted();
      next = settled(fetch(outcome.value, stop.signal));
      yield outcome.value;
      signal?.throwIfAborted();
    }
  } finally {
    stop.abort();
    signal?.removeEventListener('abort', cancel);
    await next;
  }
}

/** A page may fail before anybody waits for it; as a value its failure is not lost and not unhandled. */
function settled<Page>(page: Promise<Page> | undefined): Promise<PromiseSettledResult<Page>> | undefined {
  return page && Promise.allSettled([page]).then(([outcome]) => outcome);
}
