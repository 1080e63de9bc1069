import type { ClusterAddress, RawCluster, WriteResult } from '@libs/microshare-client';
import { setTimeout as delay } from 'node:timers/promises';
import { type CacheStore, CacheUnavailableError } from '../../../src/cache/cache.store';
import { MemoryCacheStore } from '../../../src/cache/drivers/memory/memory-cache.store';
import type { Configuration } from '../../../src/config/configuration';
import type { Metrics } from '../../../src/metrics/metrics';
import type { CatalogueService } from '../../../src/microshare/catalogue.service';
import type { MicroshareCalls } from '../../../src/microshare/microshare-calls';
import type { UpstreamAccount } from '../../../src/microshare/upstream-account';
import { ClusterLeases } from '../../../src/microshare/writes/cluster-lease';
import { ClusterRounds } from '../../../src/microshare/writes/cluster-round';
import { ClusterWriter } from '../../../src/microshare/writes/cluster-writer';
import { JournalKeeper } from '../../../src/microshare/writes/journal-keeper';
import { WriteJournal } from '../../../src/microshare/writes/write-journal';
import type { Chance } from '../chaos/chance';
import type { SimulatedUpstream } from './simulated-upstream';

/** The store that all replicas share: it can be emptied, and be out of reach. */
export class SharedStore {
  private store = new MemoryCacheStore(() => Date.now());
  reachable = true;

  private isReachable(): boolean {
    return this.reachable;
  }

  /** Restarted without what it held. */
  empty(): void {
    this.store = new MemoryCacheStore(() => Date.now());
  }

  /** The store as one replica sees it through the network: two moments in which the replica may stop, and a delay between. */
  seenBy(replica: { readonly runs: () => Promise<void> }, chance: Chance): CacheStore {
    const over = async (operation: string, args: readonly unknown[]): Promise<unknown> => {
      await replica.runs();
      await delay(chance.between(0, 2));
      if (!this.isReachable()) throw new CacheUnavailableError(operation, undefined);
      const store = this.store as unknown as Record<
        string,
        (...given: readonly unknown[]) => Promise<unknown>
      >;
      const answer = await store[operation]?.(...args);
      await delay(chance.between(0, 2));
      // Done, and the answer is lost.
      if (!this.isReachable()) throw new CacheUnavailableError(operation, undefined);
      await replica.runs();
      return answer;
    };
    return new Proxy({} as CacheStore, {
      get: (_target, name) =>
        name === 'driver' ? 'redis' : (...args: readonly unknown[]) => over(String(name), args),
    });
  }
}

/** One process with the real way to write, which can be stopped between any two steps, and killed. */
export class SimulatedReplica {
  readonly writer: ClusterWriter;
  private readonly keeper: JournalKeeper;
  private stopped: Promise<void> | undefined;
  private resume: () => void = () => undefined;

  constructor(
    store: SharedStore,
    upstream: SimulatedUpstream,
    private readonly chance: Chance,
    configuration: Configuration,
    metrics: Metrics,
  ) {
    const seen = store.seenBy(this, chance);
    const journal = new WriteJournal(seen, configuration);
    const leases = new ClusterLeases(seen, configuration);
    const rounds = new ClusterRounds(this.callsTo(upstream), leases, journal, metrics);
    this.writer = new ClusterWriter(rounds, NOBODY_READS, configuration);
    this.keeper = new JournalKeeper(journal, this.writer, configuration);
    this.keeper.onApplicationBootstrap();
  }

  /** Passes while the replica runs. */
  async runs(): Promise<void> {
    while (this.stopped !== undefined) await this.stopped;
  }

  /** As SIGSTOP does. */
  stop(): void {
    this.stopped ??= new Promise((resolve) => {
      this.resume = resolve;
    });
  }

  /** As SIGCONT does. */
  continue(): void {
    this.stopped = undefined;
    this.resume();
  }

  /** As SIGKILL does: it never goes on, but what it has sent is under way. */
  kill(): void {
    this.keeper.onModuleDestroy();
    this.stopped = new Promise(() => undefined);
  }

  /** Calls to the platform: each can be stopped before it is sent and after its answer. */
  private callsTo(upstream: SimulatedUpstream): MicroshareCalls {
    const call = async <T>(act: () => Promise<T>): Promise<T> => {
      await delay(this.chance.between(0, 3));
      await this.runs();
      try {
        return await act();
      } finally {
        await this.runs();
      }
    };
    const calls: Pick<MicroshareCalls, 'readCluster' | 'writeCluster'> = {
      readCluster: (): Promise<RawCluster> => call(() => upstream.read()),
      writeCluster: (
        _account: UpstreamAccount,
        _address: ClusterAddress,
        content: RawCluster,
      ): Promise<WriteResult> => call(() => upstream.write(content)),
    };
    return calls as MicroshareCalls;
  }
}

const NOBODY_READS = {
  devicesOf: () => undefined,
  written: () => Promise.resolve(),
} as unknown as CatalogueService;
