import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { DatabaseUnavailableError } from '../database-errors';
import { errorOfFields, type TextResult } from './text-values';

type Message =
  | { readonly opened: true }
  | { readonly closed: true }
  | { readonly failed: Readonly<Record<string, unknown>> }
  | { readonly channel: string; readonly payload: string }
  | { readonly id: number; readonly results: readonly TextResult[]; readonly inTransaction: boolean }
  | {
      readonly id: number;
      readonly error: Readonly<Record<string, unknown>>;
      readonly inTransaction: boolean;
    };

export interface SessionAnswer {
  /** One per statement, or the error of the one that failed. */
  readonly outcome: { readonly results: readonly TextResult[] } | { readonly error: Error };
  /** Whether a transaction is open afterwards. */
  readonly inTransaction: boolean;
}

/** The one session of the embedded database, which lives in a thread of its own. */
export class EmbeddedSession {
  private readonly calls = new Map<number, PromiseWithResolvers<SessionAnswer>>();
  private readonly opened = withResolvers<undefined>();
  private readonly gone = withResolvers<undefined>();
  private reason: DatabaseUnavailableError | undefined;
  private calledSoFar = 0;
  private readonly worker: Worker;

  private constructor(
    options: { readonly folder?: string; readonly seed?: string },
    private readonly onNotification: (channel: string, payload: string) => void,
  ) {
    this.worker = new Worker(join(__dirname, 'embedded.worker.cjs'), { workerData: options });
    this.worker.on('message', (message: Message) => {
      this.receive(message);
    });
    this.worker.on('error', (error) => {
      this.end(error);
    });
    this.worker.on('exit', (code) => {
      this.end(code === 0 ? undefined : new Error(`its thread ended with code ${code}`));
      this.gone.resolve(undefined);
    });
  }

  /**
   * @param options folder of the data, in memory without one; seed: an empty database to begin with
   * @throws DatabaseUnavailableError when it does not open
   */
  static async open(
    options: { readonly folder?: string; readonly seed?: string },
    onNotification: (channel: string, payload: string) => void,
  ): Promise<EmbeddedSession> {
    const session = new EmbeddedSession(options, onNotification);
    await session.opened.promise;
    return session;
  }

  /** @throws DatabaseUnavailableError when the thread is gone, or goes before it has answered */
  run(text: string, values?: (string | null)[]): Promise<SessionAnswer> {
    if (this.reason !== undefined) return Promise.reject(this.reason);
    const id = ++this.calledSoFar;
    const call = withResolvers<SessionAnswer>();
    this.calls.set(id, call);
    this.worker.postMessage({ id, text, ...(values !== undefined && { values }) });
    return call.promise;
  }

  /** Ends after what was asked before, with everything written to the folder. */
  async close(): Promise<void> {
    if (this.reason === undefined) this.worker.postMessage({ close: true });
    await this.gone.promise;
  }

  private receive(message: Message): void {
    if ('opened' in message) this.opened.resolve(undefined);
    else if ('closed' in message) this.end();
    else if ('failed' in message) this.end(errorOfFields(message.failed));
    else if ('channel' in message) this.onNotification(message.channel, message.payload);
    else {
      const { inTransaction } = message;
      const outcome =
        'error' in message ? { error: errorOfFields(message.error) } : { results: message.results };
      this.calls.get(message.id)?.resolve({ outcome, inTransaction });
      this.calls.delete(message.id);
    }
  }

  private end(cause?: unknown): void {
    if (this.reason !== undefined) return;
    const message = cause === undefined ? 'the embedded database is closed' : 'the embedded database failed';
    this.reason = new DatabaseUnavailableError(message, { cause });
    this.opened.reject(this.reason);
    for (const call of this.calls.values()) call.reject(this.reason);
    this.calls.clear();
  }
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: Error) => void;
}

function withResolvers<T>(): PromiseWithResolvers<T> {
  let resolve!: (value: T) => void;
  let reject!: (reason: Error) => void;
  const promise = new Promise<T>((fulfil, refuse) => {
    resolve = fulfil;
    reject = refuse;
  });
  // Whoever waits hears of it; nobody may be waiting.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
