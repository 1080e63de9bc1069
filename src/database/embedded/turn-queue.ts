import { DatabaseUnavailableError } from '../database-errors';

/** Hands out one turn at a time, in order. A caller that waits longer than the deadline is told so. */
export class TurnQueue {
  private readonly waiting: (() => void)[] = [];
  private taken = false;

  constructor(private readonly deadlineMs: number) {}

  /** @throws DatabaseUnavailableError after the deadline; the place in the queue is given up then */
  async take(): Promise<void> {
    if (!this.taken) {
      this.taken = true;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const turn = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(turn), 1);
        const message = `the embedded database has been busy for ${this.deadlineMs} ms`;
        reject(new DatabaseUnavailableError(message));
      }, this.deadlineMs);
      this.waiting.push(turn);
    });
  }

  give(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.taken = false;
    else next();
  }
}
