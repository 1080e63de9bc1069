import { createHash } from 'node:crypto';
import type { InspectionPoint } from '../inspection-point';

/**
 * Changes whenever anything that a plan is made from changes. The ERP's time of the last change is no part of it: that
 * moves with prices and stock too. 22 base64url characters.
 */
export function pointVersion(point: InspectionPoint): string {
  const { erpId, reference, name, customer, site, area, placement, configuration } = point;
  const { deviceEui, archived, status } = point;
  const content = [
    erpId,
    reference,
    name,
    customer,
    site,
    area,
    placement,
    configuration,
    deviceEui,
    archived,
    status,
  ];
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22);
}
