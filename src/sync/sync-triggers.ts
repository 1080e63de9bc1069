import { Injectable } from '@nestjs/common';
import { Configuration } from '../config/configuration';
import { JobQueue } from '../jobs/job-queue';

/** The job that makes a plan unasked; its id says what for: the schedule, or a connection that hinted at changes. */
export const AUTOMATIC_SYNC = 'sync.automatic';
export const SCHEDULE = 'schedule';

/** Hints come in bursts: how long after the first one the sides are read, in milliseconds. */
const BURST_MS = 5_000;

/** Asks for a fresh read of both sides and a plan soon; many askings at about the same time lead to one. */
@Injectable()
export class SyncTriggers {
  constructor(
    private readonly queue: JobQueue,
    private readonly configuration: Configuration,
  ) {}

  /**
   * Somebody says that something has changed on this connection. It is taken for a reason to look, and for nothing more.
   * @throws DatabaseUnavailableError when it cannot be remembered
   */
  hint(connection: string): Promise<void> {
    return this.add(`hint ${connection}`, BURST_MS);
  }

  /** It is time. @throws DatabaseUnavailableError */
  schedule(): Promise<void> {
    return this.add(SCHEDULE, 0);
  }

  private add(id: string, delayMs: number): Promise<void> {
    return this.queue.add(AUTOMATIC_SYNC, { tenant: this.configuration.tenant, id }, { delayMs });
  }
}
