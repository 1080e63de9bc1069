import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { cacheKeys } from '../../cache/cache-keys';
import { CacheStore } from '../../cache/cache.store';
import { ProblemError } from '../../common/problem';
import { Configuration } from '../../config/configuration';

/** How often a replica that waits for its turn asks again, in milliseconds; jittered. */
const ASK_EVERY_MS = 15;
/** How long it waits for its turn. Whoever holds the lease has deadlines of its own. */
const LONGEST_WAIT_MS = 90_000;

/**
 * The right to write one cluster, for all accounts and replicas of a tenant. Renewed while held; lost when its holder
 * stops for longer than the lease. Upstream cannot check it, so holding it is asked for right before each PUT.
 */
export interface ClusterLease {
  /** Rises with every lease granted, for any cluster, as long as the store remembers. Orders what is recorded. */
  readonly fence: number;
  /**
   * Key and value that the store's conditional changes are bound to. The value is this lease's alone, even where the store
   * was emptied and counts from the beginning: it names the holder's writes in the journal.
   */
  readonly guard: { readonly key: string; readonly value: string };
  /** False once the lease may have run out, by this process's monotonic clock: no jump of the wall clock matters. */
  isHeld(): boolean;
  /** Gives the right back at once; harmless when it is lost. */
  release(): Promise<void>;
}

/** Grants leases through the store. With the memory store there is one process and its leases are always free. */
@Injectable()
export class ClusterLeases {
  private readonly logger = new Logger(ClusterLeases.name);

  constructor(
    private readonly store: CacheStore,
    private readonly configuration: Configuration,
  ) {}

  /**
   * Waits for the cluster's lease.
   * @throws CacheUnavailableError when the store cannot be reached: writing would not be safe
   * @throws ProblemError `unavailable` when another replica holds it for too long
   */
  async acquire(tenant: string, clusterId: string): Promise<ClusterLease> {
    const { leaseMs } = this.configuration.writes;
    const key = cacheKeys.writeLease(tenant, clusterId);
    const value = randomUUID();
    const deadline = performance.now() + LONGEST_WAIT_MS;
    for (;;) {
      const askedAt = performance.now();
      if (await this.store.setIfAbsent(key, value, leaseMs / 1000)) {
        // Counted by the holder, so that the order of tokens is that of the leases and not that of asking for them.
        const fence = await this.store.increment(cacheKeys.fences(tenant));
        return this.hold({ key, value }, fence, askedAt);
      }
      if (askedAt > deadline) {
        throw new ProblemError(
          'unavailable',
          `another replica has been writing the cluster ${clusterId} for too long`,
          {
            retryAfterS: 5,
          },
        );
      }
      await delay(ASK_EVERY_MS * (0.5 + Math.random()));
    }
  }

  private hold(guard: ClusterLease['guard'], fence: number, since: number): ClusterLease {
    const { leaseMs } = this.configuration.writes;
    let heldUntil = since + leaseMs;
    const renewal = setInterval(() => {
      const askedAt = performance.now();
      this.store.replaceIf(guard.key, guard.value, guard.value, leaseMs / 1000).then(
        (renewed) => {
          heldUntil = renewed ? Math.max(heldUntil, askedAt + leaseMs) : 0;
        },
        (error: unknown) => {
          this.logger.warn({ err: error, fence }, 'a write lease could not be renewed');
        },
      );
    }, leaseMs / 3);
    renewal.unref();
    return {
      fence,
      guard,
      isHeld: () => performance.now() < heldUntil,
      release: async () => {
        clearInterval(renewal);
        heldUntil = 0;
        await this.store.deleteIf(guard.key, guard.value);
      },
    };
  }
}
