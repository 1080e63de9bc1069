import { type Device, deviceFieldsOf, type DeviceFields } from '../device';
import { deviceVersion } from '../device-version';
import type { InspectionPoint } from '../inspection-point';
import { type ActionKind, type PlannedAction, type PlanValues, type Risk, sideOf } from './plan-action';
import type { Verdict } from './plan-input';
import { pointVersion } from './point-version';
import { capital } from './sentence';

/** An action that was applied, with the version that its record had afterwards. */
export interface AppliedAction extends PlannedAction {
  /** `deviceVersion`, or `pointVersion` for an action on the ERP's side; null for a `delete`. */
  readonly appliedVersion: string | null;
}

/** The records as they are now, as far as they exist. */
export interface CurrentRecords {
  readonly device: Device | undefined;
  readonly point: InspectionPoint | undefined;
}

/** The action that restores what was there before, or why it is not restored: somebody has changed the record since. */
export function undoAction(applied: AppliedAction, { device, point }: CurrentRecords): Verdict {
  const { kind, before, after } = applied;
  const reverse = REVERSE[kind];
  const refuse = (reason: string): Verdict => {
    const { erpReference, erpId, guid, customer, site } = applied;
    return {
      skipped: { kind: reverse, reason: `${capital(reason)}.`, erpReference, erpId, guid, customer, site },
    };
  };
  const versions = {
    deviceVersion: device === undefined ? null : deviceVersion(device),
    pointVersion: point === undefined ? null : pointVersion(point),
  };
  if (sideOf(kind) === 'erp') {
    if (point === undefined) return refuse('the inspection point is not there any more');
    if (versions.pointVersion !== applied.appliedVersion) {
      return refuse('the inspection point has been changed since the action was applied');
    }
  } else if (kind === 'delete') {
    if (device !== undefined) return refuse('the device is there again');
  } else {
    if (device === undefined) return refuse('the device is not there any more');
    if (versions.deviceVersion !== applied.appliedVersion) {
      return refuse('the device has been changed since the action was applied');
    }
  }
  const restored = kind === 'create' && device !== undefined ? everything(device) : after;
  return {
    action: {
      ...applied,
      ...versions,
      erpReference: before?.erpReference ?? applied.erpReference,
      kind: reverse,
      risk: RISK[reverse],
      reason: `Undoes what was done: ${lowered(applied.reason)}`,
      clusterId: after?.clusterId ?? applied.clusterId,
      before: restored,
      after: before,
    },
  };
}

const REVERSE: Readonly<Record<ActionKind, ActionKind>> = {
  create: 'delete',
  delete: 'create',
  update: 'update',
  move: 'move',
  rename: 'rename',
  status: 'status',
  retire: 'status',
  write_back: 'write_back',
  create_point: 'archive_point',
  archive_point: 'restore_point',
  restore_point: 'archive_point',
};

const RISK: Readonly<Record<ActionKind, Risk>> = {
  create: 'low',
  update: 'low',
  create_point: 'low',
  restore_point: 'low',
  write_back: 'medium',
  archive_point: 'medium',
  rename: 'medium',
  status: 'medium',
  retire: 'medium',
  move: 'high',
  delete: 'high',
};

function everything(device: Device): PlanValues & DeviceFields {
  return { ...deviceFieldsOf(device), clusterId: device.clusterId };
}

function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
