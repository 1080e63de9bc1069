import { effect, type ReadonlySignal, signal } from '@preact/signals';
import { connected, sessionEnded, type Trouble, troubleOf } from '../api.ts';
import { caller } from '../session.ts';

/** Something read from the API: what was read last, what went wrong last, and whether it is being read. */
export class Resource<T> {
  private readonly held = signal<T | undefined>(undefined);
  private readonly failure = signal<Trouble | undefined>(undefined);
  private readonly busy = signal(false);
  private round = 0;
  private watchers = 0;

  constructor(private readonly read: (before: T | undefined) => Promise<T>) {}

  /** Stays while it is read anew, and when that fails. */
  get data(): ReadonlySignal<T | undefined> {
    return this.held;
  }

  get trouble(): ReadonlySignal<Trouble | undefined> {
    return this.failure;
  }

  get loading(): ReadonlySignal<boolean> {
    return this.busy;
  }

  /** Never throws: what goes wrong is in {@link trouble}. Of several at a time, the last one counts. */
  async load(): Promise<void> {
    this.round += 1;
    const round = this.round;
    this.busy.value = true;
    try {
      const data = await this.read(this.held.peek());
      if (round !== this.round) return;
      this.held.value = data;
      this.failure.value = undefined;
    } catch (error) {
      if (round === this.round) this.failure.value = troubleOf(error);
    } finally {
      if (round === this.round) this.busy.value = false;
    }
  }

  /** Reads anew where somebody looks at it; who comes later reads anyway. */
  refresh(): void {
    if (this.watchers > 0) void this.load();
  }

  /** Puts in what is known from elsewhere, such as the answer to a change. */
  put(data: T): void {
    this.held.value = data;
  }

  /**
   * Reads now, every so many milliseconds while the page is looked at, and at once when the connection or the session is
   * back.
   * @returns ends it
   */
  follow(everyMs: number): () => void {
    this.watchers += 1;
    const timer = window.setInterval(() => {
      if (document.visibilityState === 'visible' && usable()) void this.load();
    }, everyMs);
    const stop = effect(() => {
      if (connected.value && !sessionEnded.value && caller.value != null) void this.load();
    });
    return () => {
      this.watchers -= 1;
      window.clearInterval(timer);
      stop();
    };
  }
}

function usable(): boolean {
  return connected.peek() && !sessionEnded.peek();
}
