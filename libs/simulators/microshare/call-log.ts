import type { MicroshareOperation } from './microshare.options';

/** One call as it came in, whatever became of it. */
export interface LoggedCall {
  readonly operation: MicroshareOperation;
  readonly method: string;
  /** Path without query, prefix included. */
  readonly path: string;
  /** User name behind the token; undefined for log-ins and tokens that are not accepted. */
  readonly account: string | undefined;
  /** Epoch milliseconds of the simulator's clock. */
  readonly at: number;
}

/** Every call in order of arrival, and a way to wait for the next one without guessing at milliseconds. */
export class CallLog {
  private entries: LoggedCall[] = [];
  private readonly watchers = new Set<() => void>();

  add(call: LoggedCall): void {
    this.entries.push(call);
    for (const watcher of [...this.watchers]) watcher();
  }

  calls(operation?: MicroshareOperation): readonly LoggedCall[] {
    return this.entries.filter((call) => operation === undefined || call.operation === operation);
  }

  clear(): void {
    this.entries = [];
  }

  /** Resolves once that many calls of the operation are in the log; rejects at the deadline, in milliseconds. */
  async received(operation: MicroshareOperation, times: number, deadlineMs: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const watch = (): void => {
        if (this.calls(operation).length < times) return;
        finish();
        resolve();
      };
      const timer = setTimeout(() => {
        finish();
        reject(new Error(`no ${times} ${operation} calls within ${deadlineMs} ms`));
      }, deadlineMs);
      const finish = (): void => {
        clearTimeout(timer);
        this.watchers.delete(watch);
      };
      this.watchers.add(watch);
      watch();
    });
  }
}
