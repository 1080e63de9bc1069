import { BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import type { ClusterAddress } from '@libs/microshare-client';
import { CatalogueService } from '../catalogue.service';
import type { UpstreamAccount } from '../upstream-account';
import { ClusterRounds } from './cluster-round';
import type { ChangeResult, DeviceChange } from './device-change';
import { asError, type Outcome } from './outcome';

interface Waiting {
  readonly account: UpstreamAccount;
  /** Undefined for a look after the journal. */
  readonly change: DeviceChange | undefined;
  readonly settle: (outcome: Outcome | undefined) => void;
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
    private readonly rounds: ClusterRounds,
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
   * @throws CacheUnavailableError when the store cannot be reached, without which no replica may write
   */
  submit(account: UpstreamAccount, cluster: ClusterAddress, change: DeviceChange): Promise<ChangeResult> {
    return new Promise((resolve, reject) => {
      this.enqueue(cluster, {
        account,
        change,
        settle: (outcome) => {
          if (outcome?.ok === true) resolve(outcome.result);
          else reject(outcome?.error ?? new Error('a change has no outcome'));
        },
      });
    });
  }

  /** Looks at a cluster in whose journal something is open, in turn with its changes; puts right what is wrong. */
  lookAfter(account: UpstreamAccount, cluster: ClusterAddress): Promise<void> {
    return new Promise((resolve) => {
      this.enqueue(cluster, {
        account,
        change: undefined,
        settle: () => {
          resolve();
        },
      });
    });
  }

  /** Lets every accepted change end before the process does. */
  async beforeApplicationShutdown(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running.values());
  }

  private enqueue(cluster: ClusterAddress, waiting: Waiting): void {
    const key = `${waiting.account.tenant}\n${cluster.id}`;
    const queue = this.queues.get(key) ?? [];
    queue.push(waiting);
    this.queues.set(key, queue);
    if (this.running.has(key)) return;
    const run = this.drain(key, cluster).finally(() => this.running.delete(key));
    this.running.set(key, run);
  }

  private async drain(key: string, cluster: ClusterAddress): Promise<void> {
    // The changes of one turn of the event loop, e.g. of one import, share the first round.
    await Promise.resolve();
    for (let batch = this.next(key); batch !== undefined; batch = this.next(key)) {
      await this.round(cluster, batch);
    }
  }

  /** The longest run of waiting changes that share an account: rounds keep the order across accounts too. */
  private next(key: string): readonly [Waiting, ...Waiting[]] | undefined {
    const queue = this.queues.get(key) ?? [];
    const [first] = queue;
    if (first === undefined) {
      this.queues.delete(key);
      return undefined;
    }
    const end = queue.findIndex(({ account }) => account.account !== first.account.account);
    const [, ...rest] = queue.splice(0, end === -1 ? queue.length : end);
    return [first, ...rest];
  }

  private async round(address: ClusterAddress, batch: readonly [Waiting, ...Waiting[]]): Promise<void> {
    const [{ account }] = batch;
    const changing = batch.flatMap(({ change, settle }) =>
      change === undefined ? [] : [{ change, settle }],
    );
    try {
      const changes = changing.map(({ change }) => change);
      const { outcomes, cluster } = await this.rounds.run({ account, address, changes });
      if (cluster !== undefined) await this.catalogue.written(account, cluster);
      changing.forEach(({ settle }, i) => {
        settle(outcomes[i]);
      });
    } catch (error) {
      this.logger.error({ clusterId: address.id, err: error }, 'a round of changes ended unexpectedly');
      for (const { settle } of changing) settle({ ok: false, error: asError(error) });
    } finally {
      for (const { change, settle } of batch) if (change === undefined) settle(undefined);
    }
  }
}
