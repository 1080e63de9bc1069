import { Injectable } from '@nestjs/common';
import type { Device } from '@libs/domain';
import { ProblemError } from '../common/problem';
import type { IndexedCluster } from '../microshare/catalogue/device-index';
import { CatalogueService } from '../microshare/catalogue.service';
import { clusterOf, type DeviceState, deviceStatesOf } from '../microshare/cluster-state';
import type { UpstreamAccount } from '../microshare/upstream-account';
import { ClusterHistory } from './cluster-history';
import { type ClusterVersion, ClusterVersions } from './cluster-versions';

/** What a cluster was like. */
export interface PastCluster {
  readonly version: ClusterVersion;
  readonly devices: readonly Device[];
  /** Each device as upstream held it, by guid. */
  readonly states: ReadonlyMap<string, DeviceState>;
}

/** Clusters as they are and as they were, for whoever may see them. */
@Injectable()
export class ClusterPast {
  constructor(
    private readonly catalogue: CatalogueService,
    private readonly history: ClusterHistory,
    private readonly versions: ClusterVersions,
  ) {}

  /** @throws ProblemError `not-found` for a cluster that the account does not see */
  present(account: UpstreamAccount, id: string): IndexedCluster {
    const cluster = this.catalogue.view(account, 'mapping').index.cluster(id);
    if (cluster !== undefined) return cluster;
    throw new ProblemError('not-found', `there is no cluster ${id} that this account can see`);
  }

  /**
   * Ask {@link present} first: versions are the tenant's, and not every account sees every cluster.
   * @throws ProblemError `not-found` for a version that is not kept
   * @throws DatabaseUnavailableError
   */
  async at({ tenant }: UpstreamAccount, id: string, number: number): Promise<PastCluster> {
    const kept =
      this.history.keeps && Number.isSafeInteger(number)
        ? await this.versions.find(tenant, id, number)
        : undefined;
    if (kept === undefined) {
      throw new ProblemError(
        'not-found',
        `there is no version ${number} of the cluster ${id}; GET /api/v1/clusters/${id}/history lists them`,
      );
    }
    return {
      version: kept,
      devices: clusterOf(kept.state)?.devices ?? [],
      states: deviceStatesOf(kept.state),
    };
  }
}
