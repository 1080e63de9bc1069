import { type Device, deviceVersion, type Finding, type InspectionPoint } from '@libs/domain';

export const GAP_CHANGES = [
  'point_added',
  'point_changed',
  'point_archived',
  'point_removed',
  'device_added',
  'device_changed',
  'device_removed',
] as const;
/** What happened to a record of a gap between the last run that found it and the first that did not. */
export type GapChangeKind = (typeof GAP_CHANGES)[number];

export interface GapChange {
  readonly change: GapChangeKind;
  /** The ERP's id of the point, or the guid of the device. */
  readonly record: string;
}

/** Tells of a gap that is gone what has changed of its records; nothing is claimed to be the reason. */
export class GapClosing {
  private readonly points: ReadonlyMap<string, InspectionPoint>;
  private readonly devices: ReadonlyMap<string, Device>;
  private readonly pointsOf: ReadonlyMap<string, readonly InspectionPoint[]>;
  private readonly devicesOf: ReadonlyMap<string, readonly Device[]>;

  /** @param points and devices as they are now, all of them */
  constructor(points: readonly InspectionPoint[], devices: readonly Device[]) {
    this.points = new Map(points.map((point) => [point.erpId, point]));
    this.devices = new Map(devices.map((device) => [device.guid, device]));
    this.pointsOf = grouped(points, ({ reference }) => reference.trim());
    this.devicesOf = grouped(devices, ({ erpReference }) => erpReference.trim());
  }

  /** @param gap as the last run that found it described it */
  changesOf(gap: Finding): GapChange[] {
    const key = gap.reference.trim();
    const knownPoints = new Set(gap.points.map(({ erpId }) => erpId));
    const knownDevices = new Set(gap.devices.map(({ guid }) => guid));
    // A gap that names no record of a side says nothing of it, unless it is the lack of one.
    const mindsPoints = gap.points.length > 0 || gap.kind === 'device_without_point';
    const mindsDevices = gap.devices.length > 0 || gap.kind === 'point_without_device';
    const newPoints = key === '' || !mindsPoints ? [] : (this.pointsOf.get(key) ?? []);
    const newDevices = key === '' || !mindsDevices ? [] : (this.devicesOf.get(key) ?? []);
    return [
      ...gap.points.flatMap((point) => changeOfPoint(point, this.points.get(point.erpId))),
      ...newPoints.filter(({ erpId }) => !knownPoints.has(erpId)).map(({ erpId }) => added('point', erpId)),
      ...gap.devices.flatMap((device) => changeOfDevice(device, this.devices.get(device.guid))),
      ...newDevices.filter(({ guid }) => !knownDevices.has(guid)).map(({ guid }) => added('device', guid)),
    ];
  }
}

function changeOfPoint(before: InspectionPoint, now: InspectionPoint | undefined): GapChange[] {
  const record = before.erpId;
  if (now === undefined) return [{ change: 'point_removed', record }];
  if (now.archived && !before.archived) return [{ change: 'point_archived', record }];
  return contentOf(now) === contentOf(before) ? [] : [{ change: 'point_changed', record }];
}

function changeOfDevice(before: Device, now: Device | undefined): GapChange[] {
  const record = before.guid;
  if (now === undefined) return [{ change: 'device_removed', record }];
  return deviceVersion(now) === deviceVersion(before) ? [] : [{ change: 'device_changed', record }];
}

function added(side: 'point' | 'device', record: string): GapChange {
  return { change: `${side}_added`, record };
}

/** The time of the last change says nothing about what has changed. */
function contentOf(point: InspectionPoint): string {
  const content = { ...point, updatedAt: null };
  return JSON.stringify(Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function grouped<T>(records: readonly T[], keyOf: (record: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const record of records) {
    const group = groups.get(keyOf(record));
    if (group === undefined) groups.set(keyOf(record), [record]);
    else group.push(record);
  }
  return groups;
}
