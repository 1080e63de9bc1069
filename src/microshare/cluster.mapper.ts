import {
  type Cluster,
  type ClusterSummary,
  type Device,
  type DeviceType,
  deviceTypeOf,
  GATEWAY_CONFIGURATION,
  GATEWAY_PLACEMENT,
  readConfiguration,
  readPlacement,
  readStatus,
  REFERENCE_PATTERN,
} from '@libs/domain';
import {
  clusterPartsOf,
  devicePartsOf,
  devicesOf,
  type DeviceParts,
  type RawCluster,
} from '@libs/microshare-client';
import { deviceGuids } from './device-guids';

/** How many location layers a complete device of each type has. */
const LAYERS: Readonly<Record<DeviceType, number>> = { rodent_sensor: 6, gateway: 4, unknown: 4 };

/**
 * A cluster as upstream holds it, in our words. Tolerates missing layers, guids and dates and drops no device.
 * Undefined for an object without id or recType: nothing could be read or written by it.
 */
export function toCluster(raw: RawCluster): Cluster | undefined {
  const summary = toSummary(raw);
  if (summary === undefined) return undefined;
  const parts = devicesOf(raw).map(devicePartsOf);
  const guids = deviceGuids(summary.id, parts);
  return { summary, devices: parts.map((device, i) => toDevice(device, guids[i] ?? '', summary)) };
}

function toSummary(raw: RawCluster): ClusterSummary | undefined {
  const parts = clusterPartsOf(raw);
  if (parts === undefined) return undefined;
  return {
    id: parts.id,
    recType: parts.recType,
    name: parts.name.trim(),
    deviceType: deviceTypeOf(parts.recType),
    deviceCount: devicesOf(raw).length,
    tags: [...new Set([...parts.tags, ...parts.globalTags].map((tag) => tag.trim()))].filter(
      (tag) => tag !== '',
    ),
    updatedAt: parts.updatedAt ?? null,
  };
}

/** One element of `data.devices[]`, under the identity that `deviceGuids` gave it. */
export function toDevice(
  { hardwareId, location, status, updatedAt }: DeviceParts,
  guid: string,
  cluster: ClusterSummary,
): Device {
  const layer = (i: number): string => (location[i] ?? '').trim();
  const gateway = cluster.deviceType === 'gateway';
  const erpReference = layer(3);
  const complete = Array.from({ length: LAYERS[cluster.deviceType] }, (_, i) => layer(i)).every(
    (l) => l !== '',
  );
  return {
    id: hardwareId.trim(),
    guid,
    customer: layer(0),
    site: layer(1),
    area: layer(2),
    erpReference,
    placement: gateway ? GATEWAY_PLACEMENT : readPlacement(layer(4)),
    configuration: gateway ? GATEWAY_CONFIGURATION : readConfiguration(layer(5)),
    status: readStatus(status),
    deviceType: cluster.deviceType,
    clusterId: cluster.id,
    clusterName: cluster.name,
    erpReady: complete && REFERENCE_PATTERN.test(erpReference),
    locationLayers: location.length,
    lastModified: updatedAt ?? null,
  };
}
