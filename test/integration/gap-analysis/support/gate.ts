/** A place where work waits until the test lets it on, or until its signal aborts. */
export class Gate {
  /** Resolves when somebody has come to the gate. */
  readonly reached: Promise<void>;
  /** Resolves when somebody who waited was turned away by an abort. */
  readonly left: Promise<void>;
  private arrive!: () => void;
  private leave!: () => void;
  private readonly opened: Promise<void>;
  private unlock!: () => void;

  constructor() {
    this.reached = new Promise((resolve) => (this.arrive = resolve));
    this.left = new Promise((resolve) => (this.leave = resolve));
    this.opened = new Promise((resolve) => (this.unlock = resolve));
  }

  open(): void {
    this.unlock();
  }

  /** @throws the signal's reason */
  async pass(signal: AbortSignal | undefined): Promise<void> {
    this.arrive();
    const aborted = new Promise<void>((resolve) => {
      signal?.addEventListener(
        'abort',
        () => {
          this.leave();
          resolve();
        },
        { once: true },
      );
    });
    await Promise.race([this.opened, aborted]);
    signal?.throwIfAborted();
  }
}
