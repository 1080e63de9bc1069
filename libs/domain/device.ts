/** The kinds of device we manage. Any other Microshare recType is listed as `unknown`, never dropped. */
export type DeviceType = 'rodent_sensor' | 'gateway' | 'unknown';

/** A device as the rest of the program knows it: parsed from one element of a cluster's `data.devices[]`. */
export interface Device {
  /** Hardware id (DevEUI). Not unique and not an identity: {@link PLANNED_HARDWARE_ID} means "no hardware yet". */
  readonly id: string;
  /** Identity of the location slot; derived deterministically where upstream holds none. */
  readonly guid: string;
  /** Location layers 0..3; a missing layer is the empty string. `erpReference` is the key shared with the ERP. */
  readonly customer: string;
  readonly site: string;
  readonly area: string;
  readonly erpReference: string;
  /** Location layers 4 and 5 in canonical spelling; unknown values are kept as they are. */
  readonly placement: string;
  readonly configuration: string;
  /** One of {@link DEVICE_STATUSES}, or what upstream says in lower case. Not a sign of life. */
  readonly status: string;
  readonly deviceType: DeviceType;
  readonly clusterId: string;
  readonly clusterName: string;
  /** All layers of its type are filled and the reference is legal, so the ERP can be matched. */
  readonly erpReady: boolean;
  /** How many location layers upstream holds. */
  readonly locationLayers: number;
  /** ISO 8601 UTC, from the device's own state; `null` where upstream does not say. */
  readonly lastModified: string | null;
}

/** True where every field is equal. Written out, since whole fleets are compared with it. */
export function sameDevice(a: Device, b: Device): boolean {
  return (
    a === b ||
    (a.guid === b.guid &&
      a.id === b.id &&
      a.erpReference === b.erpReference &&
      a.customer === b.customer &&
      a.site === b.site &&
      a.area === b.area &&
      a.placement === b.placement &&
      a.configuration === b.configuration &&
      a.status === b.status &&
      a.lastModified === b.lastModified &&
      a.clusterId === b.clusterId &&
      a.clusterName === b.clusterName &&
      a.deviceType === b.deviceType &&
      a.erpReady === b.erpReady &&
      a.locationLayers === b.locationLayers)
  );
}

/** The location slot and hardware of a device, without where it is stored. What both directions of mapping speak. */
export interface DeviceFields {
  readonly customer: string;
  readonly site: string;
  readonly area: string;
  readonly erpReference: string;
  readonly placement: string;
  readonly configuration: string;
  readonly hardwareId: string;
  readonly status: string;
}

/** A device's own fields, without where it is stored; `id` is the hardware's. */
export function deviceFieldsOf(device: Device): DeviceFields {
  const { id, customer, site, area, erpReference, placement, configuration, status } = device;
  return { customer, site, area, erpReference, placement, configuration, hardwareId: id, status };
}

/** A cluster without its devices. */
export interface ClusterSummary {
  readonly id: string;
  readonly recType: string;
  readonly name: string;
  readonly deviceType: DeviceType;
  readonly deviceCount: number;
  /** Cluster-wide tags: `tags[]` joined with the comma-separated `data.meta.location`, without repeats. */
  readonly tags: readonly string[];
  /** ISO 8601 UTC; `null` where upstream does not say. */
  readonly updatedAt: string | null;
}

export interface Cluster {
  readonly summary: ClusterSummary;
  readonly devices: readonly Device[];
}

/** Hardware id of a planned position without hardware; many devices share it. */
export const PLANNED_HARDWARE_ID = '00-00-00-00-00-00-00-00';

export const DEVICE_STATUSES = ['pending', 'active', 'inactive', 'maintenance'] as const;
export type DeviceStatus = (typeof DEVICE_STATUSES)[number];

export const REC_TYPES = {
  rodent_sensor: 'io.microshare.trap.packed',
  gateway: 'io.microshare.gateway.health.packed',
} as const;

export function deviceTypeOf(recType: string): DeviceType {
  if (recType === REC_TYPES.rodent_sensor) return 'rodent_sensor';
  if (recType === REC_TYPES.gateway) return 'gateway';
  return 'unknown';
}

/** Upper-case hex without separators, for comparing hardware ids written with and without dashes. */
export function normalizeHardwareId(id: string): string {
  return id.replace(/[^0-9a-z]/gi, '').toUpperCase();
}

/** True for a hardware id that stands for "no hardware yet": empty or all zeros, however it is grouped. */
export function isPlanned(hardwareId: string): boolean {
  return /^0*$/.test(normalizeHardwareId(hardwareId));
}
