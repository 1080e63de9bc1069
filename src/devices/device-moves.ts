import { Injectable } from '@nestjs/common';
import type { ClusterSummary } from '@libs/domain';
import type { AuditCause } from '../audit/audit-act';
import type { Principal } from '../auth/principal';
import { ProblemError } from '../common/problem';
import { Metrics } from '../metrics/metrics';
import { CatalogueService } from '../microshare/catalogue.service';
import { DeviceTransfer, type Transfer, type TransferResult } from '../microshare/writes/device-transfer';
import { AuditLog } from './audit-log';

/** A device that is to move. */
export interface DeviceMove extends Transfer {
  /** What of a plan asks for it. */
  readonly cause: AuditCause;
}

/** Takes devices from one cluster to another, and writes down what became of each. */
@Injectable()
export class DeviceMoves {
  constructor(
    private readonly catalogue: CatalogueService,
    private readonly transfer: DeviceTransfer,
    private readonly audit: AuditLog,
    private readonly metrics: Metrics,
  ) {}

  /**
   * One result per move, in their order.
   * @throws ProblemError `not-found` for a cluster that the account does not see
   * @throws UpstreamError when the old cluster cannot be read; nothing has been changed then
   */
  async run(
    principal: Principal,
    from: string,
    to: string,
    moves: readonly DeviceMove[],
  ): Promise<readonly PromiseSettledResult<TransferResult>[]> {
    const results = await this.transfer.run(
      principal.account,
      this.cluster(principal, from),
      this.cluster(principal, to),
      moves,
    );
    results.forEach((result, i) => {
      const entry = {
        action: 'update',
        guid: moves[i]?.guid ?? '',
        clusterId: to,
        cause: moves[i]?.cause,
      } as const;
      if (result.status === 'fulfilled') {
        this.metrics.crudOperations.inc({ operation: 'update', status: 'success' });
        this.audit.record(principal, { ...entry, ...result.value, result: 'done' });
        return;
      }
      const error: unknown = result.reason;
      const status = error instanceof ProblemError ? error.kind : 'upstream-error';
      this.metrics.crudOperations.inc({ operation: 'update', status });
      this.audit.record(principal, { ...entry, before: null, after: null, result: error });
    });
    return results;
  }

  private cluster({ account }: Principal, id: string): ClusterSummary {
    const found = this.catalogue.view(account, 'mapping').index.cluster(id);
    if (found === undefined) throw new ProblemError('not-found', `the cluster ${id} is not known`);
    return found.summary;
  }
}
