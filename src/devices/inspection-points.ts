import { Injectable, Logger } from '@nestjs/common';
import type { InspectionPoint } from '@libs/domain';
import { SingleFlight } from '../cache/single-flight';
import { Configuration } from '../config/configuration';
import { BaseErpAdapter } from '../erp/base-erp.adapter';
import { ErpPoints } from '../erp/erp-points';

export interface PointsRead {
  readonly points: readonly InspectionPoint[];
  /** When the ERP was asked. */
  readonly asOf: Date;
}

/**
 * The ERP's inspection points for people who look at them: kept in memory, refreshed behind the answer when stale, and
 * served with their age while the ERP is away. Whoever changes anything by them asks for a fresh reading.
 */
@Injectable()
export class InspectionPoints {
  private readonly logger = new Logger(InspectionPoints.name);
  private readonly flights = new SingleFlight<'all' | 'changes', PointsRead>();
  private kept: PointsRead | undefined;
  private failing = false;

  constructor(
    private readonly erp: BaseErpAdapter,
    private readonly all: ErpPoints,
    private readonly configuration: Configuration,
  ) {}

  /** @throws UpstreamError when the ERP cannot be read and nothing usable is kept */
  async list(): Promise<PointsRead> {
    const { deviceTtlS, staleLimitS } = this.configuration.cache;
    const ageS = this.kept === undefined ? Infinity : (Date.now() - this.kept.asOf.getTime()) / 1000;
    if (this.kept === undefined || ageS > staleLimitS) return this.fresh();
    if (ageS > deviceTtlS) this.refreshBehind();
    return this.kept;
  }

  /** All points as the ERP has them now. @throws UpstreamError */
  fresh(): Promise<PointsRead> {
    return this.flights.run('all', () => this.read(() => this.all.readAll()));
  }

  /**
   * Reads what has changed in the ERP since the last reading, beginning now: a reading that is under way may have begun
   * before the change. @throws UpstreamError @throws the signal's reason
   */
  readChanges(signal?: AbortSignal): Promise<PointsRead> {
    return this.read(() => this.all.readChanges(signal));
  }

  /** The points with these references as the ERP has them now. @throws UpstreamError */
  findFresh(references: readonly string[]): Promise<readonly InspectionPoint[]> {
    return this.erp.findByReferences(references);
  }

  private async read(points: () => Promise<readonly InspectionPoint[]>): Promise<PointsRead> {
    const asOf = new Date();
    this.kept = { points: await points(), asOf };
    this.failing = false;
    return this.kept;
  }

  private refreshBehind(): void {
    const flight = this.flights.run('changes', () => this.readChanges());
    flight.catch((error: unknown) => {
      if (!this.failing) this.logger.warn({ err: error }, 'the inspection points could not be refreshed');
      this.failing = true;
    });
  }
}
