import type { DeviceFields } from '../device';
import type { ActionKind, Risk } from './plan-action';

/** What changing these fields of a device is called: after the weightiest of them. */
export function changeKind(fields: Partial<DeviceFields>, moves: boolean): ActionKind {
  if (moves) return 'move';
  if (fields.erpReference !== undefined) return 'rename';
  return fields.status === undefined ? 'update' : 'status';
}

export function changeRisk(kind: ActionKind, { customer, site, hardwareId }: Partial<DeviceFields>): Risk {
  if (kind === 'move' || hardwareId !== undefined) return 'high';
  return kind !== 'update' || customer !== undefined || site !== undefined ? 'medium' : 'low';
}
