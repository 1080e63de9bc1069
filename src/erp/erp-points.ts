import { Injectable } from '@nestjs/common';
import type { InspectionPoint } from '@libs/domain';
import { UpstreamConfigurationError } from '@libs/upstream';
import { BaseErpAdapter } from './base-erp.adapter';

/**
 * Reads all inspection points, or fails. An ERP that shows none at all is asked why: a wrong category or a record rule
 * gives an empty list and no error, which must not pass for a company without inspection points.
 */
@Injectable()
export class ErpPoints {
  private failure: string | undefined;

  constructor(private readonly erp: BaseErpAdapter) {}

  /** Why the last reading failed, fit for an answer; undefined when it succeeded or there was none. */
  get lastError(): string | undefined {
    return this.failure;
  }

  /**
   * Every point, archived ones included, in the order of the ERP's ids.
   * @throws UpstreamError when they cannot be read completely, or none can be seen
   * @throws the signal's reason
   */
  async readAll(signal?: AbortSignal): Promise<readonly InspectionPoint[]> {
    try {
      const points: InspectionPoint[] = [];
      for await (const page of this.erp.inspectionPoints(signal)) {
        signal?.throwIfAborted();
        for (const point of page) points.push(point);
      }
      if (points.length === 0) throw await this.emptiness(signal);
      this.failure = undefined;
      return points;
    } catch (error) {
      signal?.throwIfAborted();
      this.failure = error instanceof Error ? error.message : String(error);
      throw error;
    }
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
