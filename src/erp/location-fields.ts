import { PLANNED_HARDWARE_ID, isPlanned, type DeviceFields, type InspectionPoint } from '@libs/domain';

/**
 * The device that should stand at a point, whatever ERP the point is from. Names become legal location values. The
 * reference stays as it is, because a changed key matches nothing: an illegal one is for its owner to mend. An active
 * point without hardware is `pending`.
 */
export function toDeviceFields(point: InspectionPoint): DeviceFields {
  const planned = isPlanned(point.deviceEui);
  return {
    customer: toLocationValue(point.customer),
    site: toLocationValue(point.site),
    area: toLocationValue(point.area),
    erpReference: point.reference,
    placement: toLocationValue(point.placement),
    configuration: toLocationValue(point.configuration),
    hardwareId: planned ? PLANNED_HARDWARE_ID : point.deviceEui.trim(),
    status: planned && point.status === 'active' ? 'pending' : point.status,
  };
}

/** Commas separate location layers and control characters break them: both become spaces, and spaces one. */
export function toLocationValue(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f,\s]+/g, ' ').trim();
}
