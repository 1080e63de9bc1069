import type { LoggerService } from '@nestjs/common';

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Runs a refresh in the background, one at a time, and after a failure not again before a growing, jittered pause.
 * Failing and recovering are logged once each, not per attempt.
 */
export class RefreshPacer {
  private running: Promise<void> | undefined;
  private failures = 0;
  private notBefore = 0;
  private error: string | undefined;

  constructor(
    private readonly refresh: () => Promise<void>,
    private readonly closing: AbortSignal,
    private readonly logger: Pick<LoggerService, 'log' | 'warn'>,
  ) {}

  /** Why the last refresh failed, fit for an answer; undefined once one has succeeded. */
  get lastError(): string | undefined {
    return this.error;
  }

  /** Starts the refresh unless it runs or a pause is on. */
  kick(): void {
    if (Date.now() >= this.notBefore) this.run(this.refresh);
  }

  /** Starts this work now, pause or not, unless something runs already. */
  run(work: () => Promise<void>): void {
    if (this.running !== undefined || this.closing.aborted) return;
    this.running = this.attempt(work).finally(() => {
      this.running = undefined;
    });
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      if (this.failures > 0)
        this.logger.log(`refreshing works again after ${this.failures} failed attempt(s)`);
      this.failures = 0;
      this.notBefore = 0;
      this.error = undefined;
    } catch (error) {
      if (this.closing.aborted) return;
      this.error = error instanceof Error ? error.message : String(error);
      if (this.failures === 0) this.logger.warn(`the devices could not be refreshed: ${this.error}`);
      const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.failures);
      this.failures += 1;
      this.notBefore = Date.now() + pause * (0.5 + Math.random() / 2);
    }
  }
}
