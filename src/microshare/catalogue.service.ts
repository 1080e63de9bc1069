import { setMaxListeners } from 'node:events';
import { Injectable, Logger, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { Cluster, ClusterSummary, Device } from '@libs/domain';
import { Listeners } from '../common/listeners';
import { Configuration } from '../config/configuration';
import { Metrics } from '../metrics/metrics';
import { AccountTokens } from './account-tokens';
import { AccountCatalogue, type CatalogueNews } from './catalogue/account-catalogue';
import { stillDiscovering, tooOld } from './catalogue/catalogue-problems';
import { type CatalogueStatus, catalogueStatus } from './catalogue/catalogue-status';
import type { DeviceIndex } from './catalogue/device-index';
import { RefreshPacer } from './catalogue/refresh-pacer';
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

interface Entry {
  readonly catalogue: AccountCatalogue;
  readonly pacer: RefreshPacer;
  /** Resolves, once the shared copy has been taken over, with what ends listening to other replicas. */
  readonly opened: Promise<(() => Promise<void>) | undefined>;
  lastRead: number;
  hits: number;
  staleHits: number;
  misses: number;
}

/** The catalogues of all accounts: opens them, keeps them fresh in the background and serves them from memory. */
@Injectable()
export class CatalogueService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(CatalogueService.name);
  private readonly entries = new Map<string, Entry>();
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
      this.whenOpen(entry, () => {
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
    this.whenOpen(entry, () => {
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
    this.whenOpen(entry, () => {
      entry.pacer.kick();
    });
  }

  status(account: UpstreamAccount): CatalogueStatus {
    const { catalogue, pacer, hits, staleHits, misses } = this.entry(account);
    return catalogueStatus(catalogue, pacer.lastError, { hits, staleHits, misses });
  }

  private entry(account: UpstreamAccount): Entry {
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
    const pacer = new RefreshPacer(() => catalogue.refresh(), this.closing.signal, this.logger);
    const entry: Entry = {
      catalogue,
      pacer,
      opened: this.open(catalogue, pacer),
      lastRead: Date.now(),
      hits: 0,
      staleHits: 0,
      misses: 0,
    };
    this.entries.set(key, entry);
    return entry;
  }

  private async open(catalogue: AccountCatalogue, pacer: RefreshPacer): Entry['opened'] {
    // Listening comes first: what is announced while the shared copy is read would be missed for good.
    const stop = await this.copy.listen(
      catalogue.account,
      (clusterId) => catalogue.adoptFromCopy(clusterId),
      () => catalogue.catchUp(),
    );
    if (!(await this.warm(catalogue))) pacer.kick();
    return stop;
  }

  /** What another release stored may be unreadable to this one; the start is a cold one then. */
  private async warm(catalogue: AccountCatalogue): Promise<boolean> {
    try {
      return await catalogue.warm();
    } catch (error) {
      this.logger.warn({ err: error }, 'the stored devices cannot be read; they are discovered anew');
      return false;
    }
  }

  /** Lets go of a catalogue that nobody reads any more. */
  private evict(key: string, { opened }: Entry): void {
    this.entries.delete(key);
    opened
      .then((stop) => stop?.())
      .catch((error: unknown) => {
        this.logger.warn({ err: error }, 'listening to other replicas could not be ended');
      });
  }

  private whenOpen({ opened }: Entry, work: () => void): void {
    opened.then(work, (error: unknown) => {
      this.logger.error({ err: error }, 'the stored catalogue could not be opened');
    });
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
      void this.catchUp(catalogue);
      if (this.tokens.isService(catalogue.account)) {
        if (catalogue.isStale(now)) pacer.kick();
      } else if (now - lastRead > IDLE_MS) this.evict(key, entry);
    }
  }

  private async catchUp(catalogue: AccountCatalogue): Promise<void> {
    try {
      if (await this.copy.hasMissed(catalogue.account)) await catalogue.catchUp();
    } catch (error) {
      this.logger.error({ err: error }, 'changes of other replicas could not be caught up with');
    }
  }

  private miss(entry: Entry): void {
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
