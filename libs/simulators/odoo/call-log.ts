import type { Value } from './orm/values';

/** One request that reached the server, whatever became of it. Credentials are left out. */
export interface OdooCall {
  readonly transport: 'xmlrpc' | 'jsonrpc' | 'json2';
  /** `common` or `object`. */
  readonly service: string;
  /** `''` for calls of the `common` service and for requests that could not be read. */
  readonly model: string;
  /** `''` for a request that could not be read. */
  readonly method: string;
  /** Arguments of the model's method: positional ones first, then the named ones as one struct. */
  readonly args: readonly Value[];
  /** When it came in, in milliseconds since the epoch. */
  readonly time: number;
}

/** The calls in the order in which they came in, and a way to wait for them. */
export class CallLog {
  private readonly calls: OdooCall[] = [];
  private readonly waiting = new Set<() => void>();

  all(): readonly OdooCall[] {
    return [...this.calls];
  }

  add(call: OdooCall): void {
    this.calls.push(call);
    for (const wake of [...this.waiting]) wake();
  }

  /** Resolves once this many calls have come in since the start; rejects after the deadline or with the signal's reason. */
  async reach(count: number, timeoutMs: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.calls.length >= count) return;
    await new Promise<void>((resolve, reject: (reason: Error) => void) => {
      const stop = (): void => {
        clearTimeout(timer);
        this.waiting.delete(check);
        signal?.removeEventListener('abort', aborted);
      };
      const check = (): void => {
        if (this.calls.length < count) return;
        stop();
        resolve();
      };
      const aborted = (): void => {
        stop();
        reject(signal?.reason as Error);
      };
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`only ${this.calls.length} of ${count} calls came in within ${timeoutMs} ms`));
      }, timeoutMs);
      this.waiting.add(check);
      signal?.addEventListener('abort', aborted, { once: true });
    });
  }
}
