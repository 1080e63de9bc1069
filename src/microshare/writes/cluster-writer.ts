import { BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import type { ClusterAddress } from '@libs/microshare-client';
import { CatalogueService } from '../catalogue.service';
import { MicroshareCalls } from '../microshare-calls';
import type { UpstreamAccount } from '../upstream-account';
import { asError, type Outcome, runRound } from './cluster-round';
import type { ChangeResult, DeviceChange } from './device-change';

interface Waiting {
  readonly account: UpstreamAccount;
  readonly change: DeviceChange;
  readonly settle: (outcome: Outcome) => void;
}

/**
 * The one way to change a cluster. Changes wait in one queue per cluster; a round takes all that wait for one account,
 * and what arrives meanwhile forms the next. So n changes at once cost at most two reads and two writes, none
 * overwrites another, and changes to one cluster apply in the order they were submitted.
 */
@Injectable()
export class ClusterWriter implements BeforeApplicationShutdown {
  private readonly logger = new Logger(ClusterWriter.name);
  private readonly queues = new Map<string, Waiting[]>();
  private readonly running = new Map<string, Promise<void>>();

  constructor(
    private readonly calls: MicroshareCalls,
    private readonly catalogue: CatalogueService,
  ) {}

  /** Changes waiting for their round, over all clusters. */
  get waiting(): number {
    let count = 0;
    for (const queue of this.queues.values()) count += queue.length;
    return count;
  }

  /**
   * Resolves when upstream holds the change and this replica shows it.
   * @throws ProblemError when it was refused, or when its outcome is unknown
   * @throws UpstreamError when it was certainly not made
   */
  submit(account: UpstreamAccount, cluster: ClusterAddress, change: DeviceChange): Promise<ChangeResult> {
    const key = `${account.tenant}\n${cluster.id}`;
    return new Promise((resolve, reject) => {
      const settle = (outcome: Outcome): void => {
        if (outcome.ok) resolve(outcome.result);
        else reject(outcome.error);
      };
      const queue = this.queues.get(key) ?? [];
      queue.push({ account, change, settle });
      this.queues.set(key, queue);
      if (!this.running.has(key)) {
        const run = this.drain(key, cluster).finally(() => this.running.delete(key));
        this.running.set(key, run);
      }
    });
  }

  /** Lets every accepted change end before the process does. */
  async beforeApplicationShutdown(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running.values());
  }

  private async drain(key: string, cluster: ClusterAddress): Promise<void> {
    // The changes of one turn of the event loop, e.g. of one import, share the first round.
    await Promise.resolve();
    for (let batch = this.next(key); batch !== undefined; batch = this.next(key)) {
      await this.round(cluster, batch);
    }
  }

  /** The longest run of waiting changes that share an account: rounds keep the order across accounts too. */
  private next(key: string): readonly Waiting[] | undefined {
    const queue = this.queues.get(key) ?? [];
    const [first] = queue;
    if (first === undefined) {
      this.queues.delete(key);
      return undefined;
    }
    const end = queue.findIndex(({ account }) => account.account !== first.account.account);
    return queue.splice(0, end === -1 ? queue.length : end);
  }

  private async round(address: ClusterAddress, batch: readonly Waiting[]): Promise<void> {
    const [first] = batch;
    if (first === undefined) return;
    try {
      const changes = batch.map(({ change }) => change);
      const { outcomes, cluster } = await runRound(this.calls, first.account, address, changes);
      if (cluster !== undefined) await this.catalogue.written(first.account, cluster);
      batch.forEach(({ settle }, i) => {
        settle(outcomes[i] ?? { ok: false, error: new Error('a change has no outcome') });
      });
    } catch (error) {
      this.logger.error({ clusterId: address.id, err: error }, 'a round of changes ended unexpectedly');
      batch.forEach(({ settle }) => {
        settle({ ok: false, error: asError(error) });
      });
    }
  }
}
