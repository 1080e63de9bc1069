import { type Cluster, type DeviceFields, deviceFieldsOf } from '@libs/domain';

/** A device's written fields. */
export { deviceFieldsOf as fieldsOf };

/** The fields of a device that we write, in the order of their codes. */
export const WRITTEN_FIELDS = [
  'customer',
  'site',
  'area',
  'erpReference',
  'placement',
  'configuration',
  'hardwareId',
  'status',
] as const satisfies readonly (keyof DeviceFields)[];

/** Per device its guid and one code per written field: enough to recognise a value, without holding it. */
export type Snapshot = readonly (readonly [guid: string, codes: string])[];

const CODE_LENGTH = 7;

/** What a write of this cluster would leave behind. */
export function snapshotOf(cluster: Cluster): Snapshot {
  return cluster.devices.map((device) => {
    const fields = deviceFieldsOf(device);
    return [device.guid, WRITTEN_FIELDS.map((field) => codeOf(fields[field])).join('')] as const;
  });
}

/** A snapshot ready to be asked. */
export class SnapshotIndex {
  private readonly codes: ReadonlyMap<string, string>;

  constructor(snapshot: Snapshot) {
    this.codes = new Map(snapshot);
  }

  has(guid: string): boolean {
    return this.codes.has(guid);
  }

  /** Whether the device is in it with this value; two values in four thousand million are taken for one. */
  holds(guid: string, field: keyof DeviceFields, value: string): boolean {
    const at = WRITTEN_FIELDS.indexOf(field) * CODE_LENGTH;
    return this.codes.get(guid)?.slice(at, at + CODE_LENGTH) === codeOf(value);
  }
}

/** FNV-1a, 32 bits: a snapshot is taken before every write, so it has to be cheap; nobody gains by forging one. */
function codeOf(value: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < value.length; i += 1) {
    hash = Math.imul(hash ^ value.charCodeAt(i), 0x01000193);
  }
  return (hash >>> 0).toString(36).padStart(CODE_LENGTH, '0');
}
