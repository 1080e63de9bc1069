import { Logger } from '@nestjs/common';
import type { AccountCatalogue } from './account-catalogue';
import { type CatalogueStatus, catalogueStatus } from './catalogue-status';
import { RefreshPacer } from './refresh-pacer';
import type { SharedCopy } from './shared-copy';

/** An account's catalogue in use: takes over the shared copy, follows other replicas, is refreshed, and counts its reads. */
export class OpenCatalogue {
  private readonly logger = new Logger('Catalogue');
  readonly pacer: RefreshPacer;
  /** Resolves, once the shared copy has been taken over, with what ends listening to other replicas. */
  readonly opened: Promise<(() => Promise<void>) | undefined>;
  /** Epoch milliseconds. */
  lastRead = Date.now();
  hits = 0;
  staleHits = 0;
  misses = 0;

  constructor(
    readonly catalogue: AccountCatalogue,
    private readonly copy: SharedCopy,
    closing: AbortSignal,
  ) {
    this.pacer = new RefreshPacer(() => catalogue.refresh(), closing, this.logger);
    this.opened = this.open();
  }

  get status(): CatalogueStatus {
    const { hits, staleHits, misses } = this;
    return catalogueStatus(this.catalogue, this.pacer.lastError, { hits, staleHits, misses });
  }

  whenOpen(work: () => void): void {
    this.opened.then(work, (error: unknown) => {
      this.logger.error({ err: error }, 'the stored catalogue could not be opened');
    });
  }

  /** Takes over what other replicas have announced and this one has not heard. Never throws. */
  async catchUp(): Promise<void> {
    const { catalogue, copy } = this;
    try {
      if (await copy.hasMissed(catalogue.account)) await catalogue.catchUp();
    } catch (error) {
      this.logger.error({ err: error }, 'changes of other replicas could not be caught up with');
    }
  }

  /** Ends listening, where nobody reads it any more. */
  close(): void {
    this.opened
      .then((stop) => stop?.())
      .catch((error: unknown) => {
        this.logger.warn({ err: error }, 'listening to other replicas could not be ended');
      });
  }

  private async open(): OpenCatalogue['opened'] {
    const { catalogue, copy, pacer } = this;
    // Listening comes first: what is announced while the shared copy is read would be missed for good.
    const stop = await copy.listen(
      catalogue.account,
      (clusterId) => catalogue.adoptFromCopy(clusterId),
      () => catalogue.catchUp(),
    );
    if (!(await this.warm())) pacer.kick();
    return stop;
  }

  /** What another release stored may be unreadable to this one; the start is a cold one then. */
  private async warm(): Promise<boolean> {
    try {
      return await this.catalogue.warm();
    } catch (error) {
      this.logger.warn({ err: error }, 'the stored devices cannot be read; they are discovered anew');
      return false;
    }
  }
}
