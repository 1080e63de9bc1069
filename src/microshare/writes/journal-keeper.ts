import { Injectable, Logger, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { CacheUnavailableError } from '../../cache/cache.store';
import { Configuration } from '../../config/configuration';
import { ClusterWriter } from './cluster-writer';
import type { OpenJournal } from './journal-state';
import { WriteJournal } from './write-journal';

/** How often the keeper asks the store whether it has been emptied, and what is open, in milliseconds; jittered. */
const CHECK_EVERY_MS = 300;
/** First and longest time between two looks at one cluster, in milliseconds; each is half as long again as the last. */
const FIRST_LOOK_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

interface Look {
  readonly notBefore: number;
  readonly pause: number;
}

/**
 * Looks after clusters where an earlier write may still arrive, so that what it undoes is put right without anybody
 * asking, and reminds a store that was emptied of what this replica remembers. Costs calls upstream only while there is
 * such a cluster.
 */
@Injectable()
export class JournalKeeper implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(JournalKeeper.name);
  private readonly looks = new Map<string, Look>();
  /** Clusters being looked at: one that is slow keeps nobody from the others. */
  private readonly looking = new Set<string>();
  private since: number | undefined;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly journal: WriteJournal,
    private readonly writer: ClusterWriter,
    private readonly configuration: Configuration,
  ) {}

  onApplicationBootstrap(): void {
    this.checkAndGoOn();
  }

  onModuleDestroy(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private checkAndGoOn(): void {
    void this.check().finally(() => {
      if (this.stopped) return;
      const pause = CHECK_EVERY_MS * (0.75 + Math.random() / 2);
      this.timer = setTimeout(() => {
        this.checkAndGoOn();
      }, pause).unref();
    });
  }

  private async check(): Promise<void> {
    try {
      const { tenant } = this.configuration;
      const since = await this.journal.since(tenant);
      if (this.since !== undefined && this.since !== since) await this.journal.remind(tenant);
      this.since = since;
      const open = await this.journal.open(tenant);
      const ids = new Set(open.map(({ address }) => address.id));
      for (const id of this.looks.keys()) if (!ids.has(id)) this.looks.delete(id);
      for (const one of open) void this.lookAfter(one);
    } catch (error) {
      // Without the store nothing is written either; the next check finds what is open then.
      if (!(error instanceof CacheUnavailableError))
        this.logger.error({ err: error }, 'open write journals could not be read');
    }
  }

  private async lookAfter({ address, account }: OpenJournal): Promise<void> {
    const now = performance.now();
    const look = this.looks.get(address.id) ?? { notBefore: now + FIRST_LOOK_MS, pause: FIRST_LOOK_MS };
    if (this.looking.has(address.id) || now < look.notBefore) {
      this.looks.set(address.id, look);
      return;
    }
    const pause = Math.min(LONGEST_PAUSE_MS, look.pause * 1.5);
    this.looks.set(address.id, { notBefore: now + pause, pause });
    this.looking.add(address.id);
    await this.writer.lookAfter(account, address);
    this.looking.delete(address.id);
  }
}
