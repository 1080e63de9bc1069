import type { Device } from '../device';
import type { InspectionPoint } from '../inspection-point';

/** Which records an action, or the lack of one, is about, and where they are. */
export interface Subject {
  /** The reference under which the record is found after the action. */
  readonly erpReference: string;
  /** The ERP's record; null where none takes part, or several do. */
  readonly erpId: string | null;
  /** The device; null where none takes part, or several do, and for a `create` until the plan is stored. */
  readonly guid: string | null;
  /** As the ERP has it where it says something, else the device. */
  readonly customer: string;
  readonly site: string;
}

/** @throws RangeError without any record */
export function subjectOf(point: InspectionPoint | undefined, device: Device | undefined): Subject {
  const record = point ?? device;
  if (record === undefined) throw new RangeError('a subject needs a record');
  return {
    erpReference: (point?.reference ?? device?.erpReference ?? '').trim(),
    erpId: point?.erpId ?? null,
    guid: device?.guid ?? null,
    customer: (point?.customer.trim() ?? '') === '' ? (device?.customer ?? '') : record.customer.trim(),
    site: (point?.site.trim() ?? '') === '' ? (device?.site ?? '') : record.site.trim(),
  };
}
