import { setMaxListeners } from 'node:events';
import { Injectable, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { Cluster, ClusterSummary, Device } from '@libs/domain';
import { Listeners } from '../common/listeners';
import { Configuration } from '../config/configuration';
import { Metrics } from '../metrics/metrics';
import { AccountTokens } from './account-tokens';
import { AccountCatalogue, type CatalogueNews } from './catalogue/account-catalogue';
import { stillDiscovering, tooOld } from './catalogue/catalogue-problems';
import type { CatalogueStatus } from './catalogue/catalogue-status';
import type { DeviceIndex } from './catalogue/device-index';
import { OpenCatalogue } from './catalogue/open-catalogue';
import { SharedCopy } from './catalogue/shared-copy';
import { MicroshareCalls } from './microshare-calls';
import type { UpstreamAccount } from './upstream-account';

/** What one account can see now. The index changes in place: derive from it at once, or remember its `version`. */
export interface CatalogueView {
  readonly index: DeviceIndex;
  /** Age of the oldest data in it. */
  readonly ageSeconds: number;
}

export interface CompleteRead {
  readonly devices: readonly Device[];
  readonly clusters: readonly ClusterSummary[];
  /** No data in it is older. */
  readonly asOf: Date;
}

export interface AccountNews {
  readonly account: UpstreamAccount;
  readonly news: CatalogueNews;
}

/** How often freshness is looked at without being asked, in milliseconds; jittered. */
const CHECK_EVERY_MS = 10_000;
/** A user's catalogue that nobody reads any more leaves memory after this. */
const IDLE_MS = 3_600_000;

/** The catalogues of all accounts: opens them, keeps them fresh in the background and serves them from memory. */
@Injectable()
export class CatalogueService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly entries = new Map<string, OpenCatalogue>();
  private readonly closing = neverCrowded(new AbortController());
  private timer: NodeJS.Timeout | undefined;
  private readonly listeners = new Listeners<AccountNews>();
  /** Calls back with what this replica is the first to learn, until the returned function is called. */
  readonly onNews = this.listeners.add;

  constructor(
    private readonly configuration: Configuration,
    private readonly tokens: AccountTokens,
    private readonly calls: MicroshareCalls,
    private readonly copy: SharedCopy,
    private readonly metrics: Metrics,
  ) {}

  get serviceAccount(): UpstreamAccount {
    return this.tokens.serviceAccount;
  }

  /** Takes over what is stored before the first request comes in; a first discovery is not waited for. */
  async onApplicationBootstrap(): Promise<void> {
    await this.entry(this.serviceAccount).opened;
    this.scheduleCheck();
  }

  onModuleDestroy(): void {
    clearTimeout(this.timer);
    this.closing.abort(new Error('the application is shutting down'));
  }

  /**
   * The account's devices from memory, never waiting for upstream; what is stale is refreshed behind it.
   * @throws ProblemError `unavailable` with the progress, while the first discovery runs or when all data is too old
   */
  view(account: UpstreamAccount, tier: 'mapping' | 'payload' = 'payload'): CatalogueView {
    const entry = this.entry(account);
    const now = Date.now();
    entry.lastRead = now;
    const { catalogue, pacer } = entry;
    const stale = catalogue.isStale(now);
    if (stale)
      entry.whenOpen(() => {
        pacer.kick();
      });
    if (!catalogue.ready) {
      this.miss(entry);
      throw stillDiscovering(catalogue.discovering, pacer.lastError, now);
    }
    const ageSeconds = Math.max(0, Math.floor((now - catalogue.oldest()) / 1000));
    if (ageSeconds > this.configuration.cache.staleLimitS) {
      this.miss(entry);
      throw tooOld(ageSeconds, this.configuration.cache.staleLimitS, pacer.lastError);
    }
    entry.hits += 1;
    if (stale) entry.staleHits += 1;
    this.metrics.cacheHits.inc({ cache_type: tier });
    this.metrics.dataAge.set(ageSeconds);
    return { index: catalogue.index, ageSeconds };
  }

  /**
   * Everything the account sees, none of it older than `maxAgeS`; waits for upstream where it must, so never call it from
   * a request that somebody waits for.
   * @throws UpstreamError when it cannot be complete
   */
  async readComplete(
    account: UpstreamAccount,
    { maxAgeS, signal }: { readonly maxAgeS: number; readonly signal?: AbortSignal },
  ): Promise<CompleteRead> {
    const { catalogue, opened } = this.entry(account);
    await untilAborted(opened, signal);
    if (catalogue.isStale(Date.now(), maxAgeS * 1000)) {
      await untilAborted(catalogue.refresh(maxAgeS * 1000), signal);
    }
    return {
      devices: [...catalogue.index.devices()],
      clusters: [...catalogue.index.clusters()].map(({ summary }) => summary),
      asOf: new Date(catalogue.oldest()),
    };
  }

  /** Starts reading everything anew, unless that is under way already. */
  refresh(account: UpstreamAccount): void {
    const entry = this.entry(account);
    entry.whenOpen(() => {
      entry.pacer.run(() => entry.catalogue.discover());
    });
  }

  /** Forgets what is known of the account's devices and starts again from upstream. */
  async clear(account: UpstreamAccount): Promise<void> {
    const { catalogue, opened } = this.entry(account);
    await opened;
    await catalogue.clear();
    this.refresh(account);
  }

  /** The devices of one cluster by guid, as far as they are known now; undefined where the cluster is not. */
  devicesOf(account: UpstreamAccount, clusterId: string): ReadonlyMap<string, Device> | undefined {
    return this.entry(account).catalogue.index.cluster(clusterId)?.devices;
  }

  /** A cluster as just written upstream: every account that sees it is brought up to date at once. */
  async written(account: UpstreamAccount, cluster: Cluster): Promise<void> {
    const own = this.entry(account).catalogue;
    const others = [...this.entries.values()]
      .map(({ catalogue }) => catalogue)
      .filter((catalogue) => catalogue !== own && catalogue.index.cluster(cluster.summary.id) !== undefined);
    await Promise.all([own, ...others].map((catalogue) => catalogue.written(cluster)));
  }

  /** Somebody follows the account's changes: it stays in memory and fresh although nobody reads it. */
  follow(account: UpstreamAccount): void {
    const entry = this.entry(account);
    entry.lastRead = Date.now();
    if (!entry.catalogue.isStale(entry.lastRead)) return;
    entry.whenOpen(() => {
      entry.pacer.kick();
    });
  }

  status(account: UpstreamAccount): CatalogueStatus {
    return this.entry(account).status;
  }

  private entry(account: UpstreamAccount): OpenCatalogue {
    const key = `${account.tenant}\n${account.account}`;
    const known = this.entries.get(key);
    if (known !== undefined) return known;
    const { cache } = this.configuration;
    const catalogue = new AccountCatalogue(
      account,
      this.calls,
      this.copy,
      {
        mappingTtlMs: cache.clusterTtlS * 1000,
        payloadTtlMs: cache.deviceTtlS * 1000,
        concurrency: cache.refreshConcurrency,
      },
      this.closing.signal,
      (news) => {
        this.listeners.tell({ account, news });
      },
    );
    const entry = new OpenCatalogue(catalogue, this.copy, this.closing.signal);
    this.entries.set(key, entry);
    return entry;
  }

  private scheduleCheck(): void {
    const delay = CHECK_EVERY_MS * (0.75 + Math.random() / 2);
    this.timer = setTimeout(() => {
      this.check();
      this.scheduleCheck();
    }, delay).unref();
  }

  private check(): void {
    const now = Date.now();
    for (const [key, entry] of this.entries) {
      const { catalogue, pacer, lastRead } = entry;
      void entry.catchUp();
      if (this.tokens.isService(catalogue.account)) {
        if (catalogue.isStale(now)) pacer.kick();
      } else if (now - lastRead > IDLE_MS) {
        this.entries.delete(key);
        entry.close();
      }
    }
  }

  private miss(entry: OpenCatalogue): void {
    entry.misses += 1;
    this.metrics.cacheMisses.inc();
  }
}

/** Waits for work that others share: an abort ends the wait, not the work. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  signal.throwIfAborted();
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** All reads in flight listen to one signal; Node takes more than ten listeners for a leak. */
function neverCrowded(controller: AbortController): AbortController {
  setMaxListeners(0, controller.signal);
  return controller;
}
