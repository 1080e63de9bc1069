import { setTimeout as delay } from 'node:timers/promises';
import { BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import type { ClusterAddress } from '@libs/microshare-client';
import { Configuration } from '../../config/configuration';
import { CatalogueService } from '../catalogue.service';
import type { UpstreamAccount } from '../upstream-account';
import { ClusterRounds, type ClusterWrite } from './cluster-round';
import type { ChangeResult, DeviceChange } from './device-change';
import { asError, type Outcome } from './outcome';

interface Waiting {
  readonly account: UpstreamAccount;
  /** Undefined for a look after the journal. */
  readonly change: DeviceChange | undefined;
  readonly settle: (outcome: Outcome | undefined) => void;
}

type WaitingChange = Waiting & { readonly change: DeviceChange };

function isChange(waiting: Waiting): waiting is WaitingChange {
  return waiting.change !== undefined;
}

/**
 * The one way to change a cluster. Changes wait in one queue per cluster; a round takes all that wait for one account
 * until the cluster has been read, and what arrives later forms the next. So n changes at once cost at most two reads and
 * two writes, none overwrites another, and changes to one cluster apply in the order they were submitted.
 */
@Injectable()
export class ClusterWriter implements BeforeApplicationShutdown {
  private readonly logger = new Logger(ClusterWriter.name);
  private readonly queues = new Map<string, Waiting[]>();
  private readonly running = new Map<string, Promise<void>>();

  constructor(
    private readonly rounds: ClusterRounds,
    private readonly catalogue: CatalogueService,
    private readonly configuration: Configuration,
  ) {}

  /** Calls back after each write that was sent, with what the cluster was like before, until the returned function is called. */
  onWrite(listener: (write: ClusterWrite) => void): () => void {
    return this.rounds.onWrite(listener);
  }

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

  /** Lets accepted changes end before the process does, for the share of the shutdown time that requests leave. */
  async beforeApplicationShutdown(): Promise<void> {
    const deadline = performance.now() + this.configuration.http.shutdownTimeoutMs / 3;
    while (this.running.size > 0) {
      const left = deadline - performance.now();
      if (left <= 0) {
        this.logger.warn(
          { clusters: this.running.size },
          'shutting down while changes are still being written',
        );
        return;
      }
      await Promise.race([Promise.all(this.running.values()), delay(left, undefined, { ref: false })]);
    }
  }

  private enqueue(cluster: ClusterAddress, waiting: Waiting): void {
    const key = `${waiting.account.tenant}\n${cluster.id}`;
    const queue = this.queues.get(key) ?? [];
    queue.push(waiting);
    this.queues.set(key, queue);
    if (this.running.has(key)) return;
    this.running.set(key, this.drain(key, cluster));
  }

  private async drain(key: string, cluster: ClusterAddress): Promise<void> {
    // The changes of one turn of the event loop, e.g. of one import, share the first round.
    await Promise.resolve();
    for (let batch = this.next(key); batch !== undefined; batch = this.next(key)) {
      await this.round(key, cluster, batch);
    }
  }

  /** The longest run of waiting changes that share an account: rounds keep the order across accounts too. */
  private next(key: string): readonly [Waiting, ...Waiting[]] | undefined {
    const first = this.queues.get(key)?.[0];
    if (first === undefined) {
      // Both in one step: a change submitted a moment later must find nobody running and start anew.
      this.queues.delete(key);
      this.running.delete(key);
      return undefined;
    }
    const [, ...rest] = this.take(key, first.account);
    return [first, ...rest];
  }

  private take(key: string, { account }: UpstreamAccount): readonly Waiting[] {
    const queue = this.queues.get(key) ?? [];
    const end = queue.findIndex((waiting) => waiting.account.account !== account);
    return queue.splice(0, end === -1 ? queue.length : end);
  }

  private async round(
    key: string,
    address: ClusterAddress,
    first: readonly [Waiting, ...Waiting[]],
  ): Promise<void> {
    const [{ account }] = first;
    const batch = [...first];
    const changing = first.filter(isChange);
    const more = (): readonly DeviceChange[] => {
      const joining = this.take(key, account);
      batch.push(...joining);
      const joined = joining.filter(isChange);
      changing.push(...joined);
      return joined.map(({ change }) => change);
    };
    try {
      const changes = changing.map(({ change }) => change);
      const { outcomes } = await this.rounds.run({
        account,
        address,
        changes,
        more,
        shown: this.catalogue.devicesOf(account, address.id),
        show: (cluster) => this.catalogue.written(account, cluster),
      });
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
