import { type Device, type DeviceFields, deviceFieldsOf } from '@libs/domain';

/** A device that is in both states with other fields. */
export interface ChangedDevice {
  readonly before: Device;
  readonly after: Device;
  readonly fields: readonly (keyof DeviceFields)[];
}

/** What turns one list of devices into another. */
export interface DeviceChanges {
  readonly added: readonly Device[];
  readonly removed: readonly Device[];
  readonly changed: readonly ChangedDevice[];
}

/** Devices are the same by their guid; only what Trapline can write counts as a difference. */
export function deviceChanges(from: readonly Device[], to: readonly Device[]): DeviceChanges {
  const before = new Map(from.map((device) => [device.guid, device]));
  const after = new Set(to.map(({ guid }) => guid));
  const changed = to.flatMap((device): ChangedDevice[] => {
    const old = before.get(device.guid);
    const fields = old === undefined ? [] : differing(old, device);
    return old === undefined || fields.length === 0 ? [] : [{ before: old, after: device, fields }];
  });
  return {
    added: to.filter(({ guid }) => !before.has(guid)),
    removed: from.filter(({ guid }) => !after.has(guid)),
    changed,
  };
}

function differing(a: Device, b: Device): (keyof DeviceFields)[] {
  const [before, after] = [deviceFieldsOf(a), deviceFieldsOf(b)];
  return (Object.keys(before) as (keyof DeviceFields)[]).filter((field) => before[field] !== after[field]);
}
