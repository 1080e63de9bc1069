import { type Device, PLANNED_HARDWARE_ID } from '../device';
import type { InspectionPoint } from '../inspection-point';

/** An active point `HF_0001` that fits {@link deviceOf}; give what is different. */
export function pointOf(fields: Partial<InspectionPoint> = {}): InspectionPoint {
  return {
    erpId: '101',
    reference: 'HF_0001',
    name: 'Bait box 1',
    customer: 'Harbour Foods',
    site: 'Dock Street Mill',
    area: 'Grain Intake',
    placement: 'Internal',
    configuration: 'Bait/Lured',
    deviceEui: '',
    archived: false,
    status: fields.archived === true ? 'inactive' : 'active',
    updatedAt: '2026-11-01T08:00:00.000Z',
    ...fields,
  };
}

/** A rodent sensor at `HF_0001` that fits {@link pointOf}; give what is different. */
export function deviceOf(fields: Partial<Device> = {}): Device {
  return {
    id: 'E8-E1-E1-00-01-0A-2C-41',
    guid: 'guid-1',
    customer: 'Harbour Foods',
    site: 'Dock Street Mill',
    area: 'Grain Intake',
    erpReference: 'HF_0001',
    placement: 'Internal',
    configuration: 'Bait/Lured',
    status: 'active',
    deviceType: 'rodent_sensor',
    clusterId: 'cluster-1',
    clusterName: 'Mill traps',
    erpReady: true,
    locationLayers: 6,
    lastModified: '2026-11-01T08:00:00.000Z',
    ...fields,
  };
}

/** A position without hardware since its last change. */
export function plannedDeviceOf(fields: Partial<Device> = {}): Device {
  return deviceOf({ id: PLANNED_HARDWARE_ID, status: 'pending', ...fields });
}
