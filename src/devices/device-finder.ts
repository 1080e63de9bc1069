import { Injectable } from '@nestjs/common';
import { type ClusterSummary, type Device, isPlanned } from '@libs/domain';
import type { Principal } from '../auth/principal';
import { ProblemError } from '../common/problem';
import type { DeviceIndex } from '../microshare/catalogue/device-index';
import { CatalogueService } from '../microshare/catalogue.service';

export interface LocatedDevice {
  readonly device: Device;
  readonly cluster: ClusterSummary;
}

/** Finds the one device that a caller means, or says why there is not one. */
@Injectable()
export class DeviceFinder {
  constructor(private readonly catalogue: CatalogueService) {}

  /**
   * The device with this guid; for reading, a hardware id that one device alone has will do.
   * @throws ProblemError `not-found`, or `conflict` listing the devices where several fit
   */
  forReading(principal: Principal, identifier: string): LocatedDevice {
    const { index } = this.catalogue.view(principal.account);
    const byGuid = index.byGuid(identifier);
    const found = byGuid.length > 0 ? byGuid : index.byHardwareId(identifier);
    if (found.length === 0 && isPlanned(identifier)) throw ambiguous(identifier, []);
    return located(index, onlyOne(identifier, found));
  }

  /** The device with this guid. A hardware id is refused: it can move to another device before the write. */
  forWriting(principal: Principal, guid: string): LocatedDevice {
    const { index } = this.catalogue.view(principal.account);
    const byGuid = index.byGuid(guid);
    const byHardware = byGuid.length === 0 ? index.byHardwareId(guid) : [];
    if (byHardware.length > 0 || (byGuid.length === 0 && isPlanned(guid))) throw ambiguous(guid, byHardware);
    return located(index, onlyOne(guid, byGuid));
  }
}

function onlyOne(identifier: string, found: readonly Device[]): Device {
  const [device] = found;
  if (device === undefined)
    throw new ProblemError('not-found', `there is no device with the guid ${identifier}`);
  if (found.length > 1) throw ambiguous(identifier, found);
  return device;
}

function located(index: DeviceIndex, device: Device): LocatedDevice {
  const cluster = index.cluster(device.clusterId);
  if (cluster === undefined)
    throw new ProblemError('not-found', `the cluster ${device.clusterId} is not known`);
  return { device, cluster: cluster.summary };
}

function ambiguous(identifier: string, candidates: readonly Device[]): ProblemError {
  return new ProblemError('conflict', `"${identifier}" does not identify a device; address it by its guid`, {
    extensions: {
      candidates: candidates.map(({ guid, clusterId }) => ({
        guid,
        cluster_id: clusterId,
        href: `/api/v1/devices/${encodeURIComponent(guid)}`,
      })),
    },
  });
}
