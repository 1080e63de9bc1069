import type { Cluster, DeviceFields } from '@libs/domain';
import { CODE_LENGTH, codeOf, codesOf, WRITTEN_FIELDS } from './device-codes';

/** Per device its guid and one code per written field: enough to recognise a value, without holding it. */
export type Snapshot = readonly (readonly [guid: string, codes: string])[];

/** What a write of this cluster would leave behind, as the JSON of a {@link Snapshot}. */
export function snapshotJson(cluster: Cluster): string {
  return `[${cluster.devices.map((device) => codesOf(device).json).join(',')}]`;
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
