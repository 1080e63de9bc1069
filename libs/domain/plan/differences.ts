import { sameText } from '../compare/location-differs.rules';
import { type Device, type DeviceFields, isPlanned, normalizeHardwareId } from '../device';
import type { InspectionPoint } from '../inspection-point';
import type { OwnedField, SyncPolicy } from './sync-policy';

/** A field about which the two sides of a pair say different things. */
export interface Difference {
  readonly owned: OwnedField;
  readonly field: keyof DeviceFields;
  /** What the point asks the device to hold. */
  readonly inErp: string;
  readonly onDevice: string;
}

/** A point, the device that should stand there, and the one that does. */
export interface Pair {
  readonly point: InspectionPoint;
  readonly wanted: DeviceFields;
  readonly device: Device;
}

const PLACES = ['customer', 'site', 'area', 'placement', 'configuration'] as const;
/** Device statuses that claim something. `pending` and words we do not know fit any status in the ERP. */
const TELLING: ReadonlySet<string> = new Set(['active', 'inactive', 'maintenance']);

/** Where the sides differ. A side that says nothing differs from nothing, but for a device that lacks a place. */
export function differencesOf({ point, wanted, device }: Pair): readonly Difference[] {
  const found: Difference[] = [];
  for (const field of PLACES) {
    if (wanted[field] !== '' && !sameText(wanted[field], device[field])) {
      found.push({ owned: field, field, inErp: wanted[field], onDevice: device[field] });
    }
  }
  const inErp = isPlanned(point.deviceEui) ? '' : point.deviceEui.trim();
  if (inErp !== '' || !isPlanned(device.id)) {
    if (normalizeHardwareId(inErp) !== normalizeHardwareId(isPlanned(device.id) ? '' : device.id)) {
      found.push({ owned: 'hardware_id', field: 'hardwareId', inErp, onDevice: device.id });
    }
  }
  if (TELLING.has(device.status) && device.status !== point.status) {
    const status = point.status === 'active' && isPlanned(device.id) ? 'pending' : point.status;
    found.push({ owned: 'status', field: 'status', inErp: status, onDevice: device.status });
  }
  return found;
}

/** True where both sides state a value, so that one of them has to give way. */
export function isContested({ field, inErp, onDevice }: Difference): boolean {
  if (field === 'hardwareId') return inErp !== '' && !isPlanned(onDevice);
  return inErp !== '' && onDevice !== '';
}

export type Decision = 'erp' | 'iot' | 'skip';

/** Whose value is to stand, by the policy. Where a side does not say when it was changed, its owner decides. */
export function decide(difference: Difference, { point, device }: Pair, policy: SyncPolicy): Decision {
  const owner = policy.owners[difference.owned];
  if (!isContested(difference) || policy.conflict === 'owner_wins') return owner;
  if (policy.conflict === 'skip') return 'skip';
  const [erpAt, deviceAt] = [instant(point.updatedAt), instant(device.lastModified)];
  if (Number.isNaN(erpAt) || Number.isNaN(deviceAt) || erpAt === deviceAt) return owner;
  return erpAt > deviceAt === (owner === 'erp') ? owner : 'skip';
}

function instant(text: string | null): number {
  return text === null ? Number.NaN : Date.parse(text);
}
