/** Work that runs once at a time per key: whoever asks while it runs gets the same answer, or the same error. */
export class SingleFlight<K, T> {
  private readonly running = new Map<K, Promise<T>>();

  /**
   * The running work's outcome, or that of `work` when none runs for this key. Nothing is remembered once it has settled.
   * The work belongs to all who wait for it: give it no signal of a single caller.
   */
  run(key: K, work: () => Promise<T>): Promise<T> {
    const current = this.running.get(key);
    if (current !== undefined) return current;
    const started = this.start(key, work);
    this.running.set(key, started);
    return started;
  }

  /** True while work runs for this key. */
  isRunning(key: K): boolean {
    return this.running.has(key);
  }

  private async start(key: K, work: () => Promise<T>): Promise<T> {
    // The work begins after its promise is on record, even when it settles without waiting for anything.
    await Promise.resolve();
    try {
      return await work();
    } finally {
      this.running.delete(key);
    }
  }
}
