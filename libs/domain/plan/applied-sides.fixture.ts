import { type Device, type DeviceFields, isPlanned } from '../device';
import type { InspectionPoint } from '../inspection-point';
import type { PlannedAction } from './plan-action';

export interface Sides {
  readonly points: readonly InspectionPoint[];
  readonly devices: readonly Device[];
}

/** When actions are applied, for records that are changed. */
export const APPLIED_AT = '2026-11-22T08:00:00.000Z';

/** Both sides after an action: what a platform and an ERP that do as they are told would hold. */
export function applyAction({ points, devices }: Sides, action: PlannedAction): Sides {
  const { kind, guid, after } = action;
  if (kind === 'write_back') {
    return {
      devices,
      points: points.map((point) =>
        point.erpId === action.erpId
          ? {
              ...point,
              ...(after?.hardwareId !== undefined && { deviceEui: after.hardwareId }),
              ...(after?.status !== undefined && { deviceStatus: after.status }),
            }
          : point,
      ),
    };
  }
  if (kind === 'create_point') return { devices, points: [...points, madePoint(action)] };
  if (kind === 'archive_point' || kind === 'restore_point') {
    const archived = kind === 'archive_point';
    const status = archived ? 'inactive' : 'active';
    return {
      devices,
      points: points.map((point) => (point.erpId === action.erpId ? { ...point, archived, status } : point)),
    };
  }
  if (kind === 'create') {
    return { points, devices: [...devices, changed(BLANK, { guid: createdGuid(action), after })] };
  }
  if (kind === 'delete') return { points, devices: devices.filter((device) => device.guid !== guid) };
  return {
    points,
    devices: devices.map((device) => (device.guid === guid ? changed(device, { after }) : device)),
  };
}

/** The ERP's record that a `create_point` leads to. */
export function madePoint({ guid, after }: PlannedAction): InspectionPoint {
  const hardwareId = after?.hardwareId ?? '';
  return {
    erpId: madeErpId(guid),
    reference: after?.erpReference ?? '',
    name: '',
    customer: after?.customer ?? '',
    site: after?.site ?? '',
    area: after?.area ?? '',
    placement: after?.placement ?? '',
    configuration: after?.configuration ?? '',
    deviceEui: isPlanned(hardwareId) ? '' : hardwareId,
    archived: false,
    status: 'active',
    updatedAt: APPLIED_AT,
  };
}

/** The id of the record that is made for this device. */
export function madeErpId(guid: string | null): string {
  return `made-${guid ?? ''}`;
}

/** The identity that the device of a `create` gets. */
export function createdGuid({ guid, erpReference }: PlannedAction): string {
  return guid ?? `created-${erpReference}`;
}

const BLANK: Device = {
  id: '',
  guid: '',
  customer: '',
  site: '',
  area: '',
  erpReference: '',
  placement: '',
  configuration: '',
  status: '',
  deviceType: 'rodent_sensor',
  clusterId: '',
  clusterName: '',
  erpReady: true,
  locationLayers: 6,
  lastModified: APPLIED_AT,
};

function changed(
  device: Device,
  { guid = device.guid, after }: { readonly guid?: string; readonly after: PlannedAction['after'] },
): Device {
  const { hardwareId = device.id, clusterId = device.clusterId, ...fields } = after ?? {};
  const given: Partial<DeviceFields> = fields;
  return { ...device, ...given, id: hardwareId, clusterId, guid, lastModified: APPLIED_AT };
}
