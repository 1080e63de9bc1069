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
  sameDevice,
} from '@libs/domain';
import {
  clusterPartsOf,
  devicePartsOf,
  devicesOf,
  type DeviceParts,
  type RawCluster,
} from '@libs/microshare-client';
import { deviceGuids } from './device-guids';

const NONE: ReadonlyMap<string, Device> = new Map();

/** How many location layers a complete device of each type has. */
const LAYERS: Readonly<Record<DeviceType, number>> = { rodent_sensor: 6, gateway: 4, unknown: 4 };

/**
 * A cluster as upstream holds it, in our words. Tolerates missing layers, guids and dates and drops no device.
 * Undefined for an object without id or recType: nothing could be read or written by it.
 * @param known devices by guid; one that is still the same stays the same object, and keeps what is remembered of it
 */
export function toCluster(raw: RawCluster, known: ReadonlyMap<string, Device> = NONE): Cluster | undefined {
  const summary = toSummary(raw);
  if (summary === undefined) return undefined;
  const parts = devicesOf(raw).map(devicePartsOf);
  const guids = deviceGuids(summary.id, parts);
  const devices = parts.map((part, i) => {
    const device = toDevice(part, guids[i] ?? '', summary);
    const before = known.get(device.guid);
    return before !== undefined && sameDevice(before, device) ? before : device;
  });
  return { summary, devices };
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
  let complete = true;
  for (let i = 0; i < LAYERS[cluster.deviceType]; i += 1) complete &&= layer(i) !== '';
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
