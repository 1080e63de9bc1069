import { comparePoints } from '../compare/finding';
import type { ReferenceGroup } from '../compare/reference-groups';
import { deviceFieldsOf } from '../device';
import { deviceVersion } from '../device-version';
import type { PlannedAction } from './plan-action';
import type { Verdict } from './plan-input';
import { pointVersion } from './point-version';
import { subjectOf } from './subject';
import type { SyncPolicy } from './sync-policy';

interface ArchiveContext {
  readonly policy: SyncPolicy;
  readonly isHardwareShared: (hardwareId: string) => boolean;
}

/** The device of a reference that only archived points carry, as the policy has it. Expects a group with one sensor. */
export function retireDevice(
  group: ReferenceGroup,
  { policy: { onArchive }, isHardwareShared }: ArchiveContext,
): readonly Verdict[] {
  const [device] = group.sensors;
  const [point] = [...group.archived].sort(comparePoints);
  if (device === undefined || point === undefined || onArchive === 'ignore') return [];
  if (onArchive === 'set_inactive' && device.status === 'inactive') return [];
  if (onArchive === 'delete' && isHardwareShared(device.id)) {
    const reason = `Several devices have the hardware id ${device.id}; none of them is deleted.`;
    return [{ skipped: { ...subjectOf(point, device), kind: 'delete', reason } }];
  }
  const archived = `The inspection point ${group.reference} is archived in the ERP`;
  const common = {
    ...subjectOf(point, device),
    clusterId: device.clusterId,
    deviceVersion: deviceVersion(device),
    pointVersion: pointVersion(point),
  };
  const action: PlannedAction =
    onArchive === 'delete'
      ? {
          ...common,
          kind: 'delete',
          risk: 'high',
          reason: `${archived}, and the policy deletes its device.`,
          before: { ...deviceFieldsOf(device), clusterId: device.clusterId },
          after: null,
        }
      : {
          ...common,
          kind: 'retire',
          risk: 'medium',
          reason: `${archived}, its device is "${device.status}".`,
          before: { status: device.status },
          after: { status: 'inactive' },
        };
  return [{ action }];
}
