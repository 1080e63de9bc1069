import { createHash } from 'node:crypto';
import { type Device, type DeviceFields, deviceFieldsOf } from '@libs/domain';

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

/** Characters of a field's code. */
export const CODE_LENGTH = 7;

/** What a journal and a digest hold of one device. */
export interface DeviceCodes {
  /** JSON of the guid and one code per written field. */
  readonly json: string;
  /** 64 bits of that text's SHA-256, in two halves. */
  readonly high: number;
  readonly low: number;
}

/** A cluster is coded before and after every write, and most of its devices are the same objects each time. */
const kept = new WeakMap<Device, DeviceCodes>();

export function codesOf(device: Device): DeviceCodes {
  const known = kept.get(device);
  if (known !== undefined) return known;
  const fields = deviceFieldsOf(device);
  const json = JSON.stringify([device.guid, WRITTEN_FIELDS.map((field) => codeOf(fields[field])).join('')]);
  const hash = createHash('sha256').update(json).digest();
  const codes = { json, high: hash.readUInt32BE(0), low: hash.readUInt32BE(4) };
  kept.set(device, codes);
  return codes;
}

/** FNV-1a, 32 bits: enough to recognise a value, without holding it; nobody gains by forging one. */
export function codeOf(value: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < value.length; i += 1) {
    hash = Math.imul(hash ^ value.charCodeAt(i), 0x01000193);
  }
  return (hash >>> 0).toString(36).padStart(CODE_LENGTH, '0');
}
