import { type DeviceFields, type InspectionPoint, isPlanned, normalizeHardwareId } from '@libs/domain';
import type { StoredAction } from './plan';

/** True where the point is what the action was to make of it; when it was told is no part of that. */
export function isDone(action: StoredAction, point: InspectionPoint): boolean {
  const { kind, after } = action;
  switch (kind) {
    case 'archive_point':
      return point.archived;
    case 'restore_point':
      return !point.archived;
    case 'create_point': {
      const { customer, site, area, hardwareId } = deviceFieldsIn(action);
      const isSamePlace = point.customer === customer && point.site === site && point.area === area;
      return !point.archived && isSamePlace && isSameHardware(point.deviceEui, hardwareId);
    }
    default: {
      const { hardwareId, status } = after ?? {};
      const isToldHardware = hardwareId === undefined || isSameHardware(point.deviceEui, hardwareId);
      return isToldHardware && (status === undefined || point.deviceStatus === status);
    }
  }
}

/** The device for which an action makes a point. */
export function deviceFieldsIn({ after }: StoredAction): DeviceFields {
  return {
    customer: after?.customer ?? '',
    site: after?.site ?? '',
    area: after?.area ?? '',
    erpReference: after?.erpReference ?? '',
    placement: after?.placement ?? '',
    configuration: after?.configuration ?? '',
    hardwareId: after?.hardwareId ?? '',
    status: after?.status ?? '',
  };
}

function isSameHardware(left: string, right: string): boolean {
  return textOf(left) === textOf(right);
}

function textOf(hardwareId: string): string {
  return isPlanned(hardwareId) ? '' : normalizeHardwareId(hardwareId);
}
