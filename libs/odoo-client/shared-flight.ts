/**
 * One piece of work for all who ask while it runs. Whoever stops waiting leaves the others alone; when nobody waits any
 * more, the work is cancelled.
 */
export class SharedFlight<T> {
  private flight:
    { readonly result: Promise<T>; readonly stop: AbortController; waiting: number } | undefined;

  constructor(private readonly work: (signal: AbortSignal) => Promise<T>) {}

  /** @throws the signal's reason, or what the work throws */
  async join(signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    const flight = (this.flight ??= this.start());
    flight.waiting++;
    try {
      return await (signal === undefined ? flight.result : abandonable(flight.result, signal));
    } finally {
      flight.waiting--;
      if (flight.waiting === 0) {
        if (this.flight === flight) this.flight = undefined;
        flight.stop.abort();
      }
    }
  }

  private start(): NonNullable<typeof this.flight> {
    const stop = new AbortController();
    return { result: this.work(stop.signal), stop, waiting: 0 };
  }
}

function abandonable<T>(result: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const leave = (): void => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', leave, { once: true });
    result.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', leave);
    });
  });
}
