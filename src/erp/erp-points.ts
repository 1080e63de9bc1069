import { Injectable } from '@nestjs/common';
import type { InspectionPoint } from '@libs/domain';
import { UpstreamConfigurationError } from '@libs/upstream';
import { bulkhead } from 'cockatiel';
import { Configuration } from '../config/configuration';
import { BaseErpAdapter } from './base-erp.adapter';
import type { ErpWriteResult } from './erp-write-back';
import { PointTracker } from './point-tracker';

/**
 * The ERP's inspection points, complete or an error. An ERP that shows none at all is asked why: a wrong category or a
 * record rule gives an empty list and no error, which must not pass for a company without inspection points.
 */
@Injectable()
export class ErpPoints {
  private failure: string | undefined;
  private tracker: PointTracker;
  private sweptAt = -Infinity;
  /** Of the mapping by which the tracker's points were made. */
  private mapping = 0;
  /** One reading at a time: two that overlap could put back what the other has just seen changed. */
  private readonly turns = bulkhead(1, Infinity);

  constructor(
    private readonly erp: BaseErpAdapter,
    private readonly configuration: Configuration,
  ) {
    this.tracker = this.newTracker();
  }

  /** Why the last reading failed, fit for an answer; undefined when it succeeded or there was none. */
  get lastError(): string | undefined {
    return this.failure;
  }

  /**
   * Every point as the ERP has it now, archived ones included, in the order of the ERP's ids.
   * @throws UpstreamError when they cannot be read completely, or none can be seen
   * @throws the signal's reason
   */
  readAll(signal?: AbortSignal): Promise<readonly InspectionPoint[]> {
    return this.reading(async () => {
      const startedAt = performance.now();
      await this.tracker.readAll(signal);
      this.sweptAt = startedAt;
    }, signal);
  }

  /**
   * The same at the cost of what has changed since the last reading. A point that was deleted stays until the ids are
   * compared, every `ERP_SWEEP_S`.
   */
  readChanges(signal?: AbortSignal): Promise<readonly InspectionPoint[]> {
    if (this.tracker.points() === undefined) return this.readAll(signal);
    return this.reading(async () => {
      await this.tracker.readChanges(signal);
      const startedAt = performance.now();
      if (startedAt - this.sweptAt < this.configuration.erpReading.sweepS * 1000) return;
      await this.tracker.sweep(signal);
      this.sweptAt = startedAt;
    }, signal);
  }

  /** Takes over what was written back, so that it does not come back as a change. */
  noteWritten(results: readonly ErpWriteResult[]): void {
    this.tracker.noteWritten(results);
  }

  /** Takes over points as they were made, archived or restored. */
  noteNow(points: readonly InspectionPoint[]): void {
    this.tracker.noteNow(points);
  }

  private reading(read: () => Promise<void>, signal?: AbortSignal): Promise<readonly InspectionPoint[]> {
    return this.turns.execute(() => this.readInTurn(read, signal));
  }

  private async readInTurn(
    read: () => Promise<void>,
    signal?: AbortSignal,
  ): Promise<readonly InspectionPoint[]> {
    try {
      signal?.throwIfAborted();
      await this.startAnewByOtherMapping();
      await read();
      const points = this.tracker.points() ?? [];
      if (points.length === 0) {
        this.tracker = this.newTracker();
        throw await this.emptiness(signal);
      }
      this.failure = undefined;
      return points;
    } catch (error) {
      signal?.throwIfAborted();
      this.failure = error instanceof Error ? error.message : String(error);
      throw error;
    }
  }

  /** Points that were made by another mapping are not comparable with what is read from now on. */
  private async startAnewByOtherMapping(): Promise<void> {
    const version = (await this.erp.mappings()?.current())?.version ?? 0;
    if (version === this.mapping) return;
    this.mapping = version;
    this.tracker = this.newTracker();
  }

  private newTracker(): PointTracker {
    return new PointTracker(this.erp, { overlapS: this.configuration.erpReading.overlapS });
  }

  private async emptiness(signal?: AbortSignal): Promise<UpstreamConfigurationError> {
    const { account, missing } = await this.erp.probe(signal);
    const { system } = this.erp.capabilities();
    const why =
      missing.length > 0 ? missing.join('; ') : 'check the category, and the rights of this account';
    return new UpstreamConfigurationError(`${system} shows no inspection point to ${account}: ${why}`, {
      system,
      operation: 'inspection_points',
    });
  }
}
