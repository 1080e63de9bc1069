import { compareDevices, comparePoints } from '../compare/finding';
import { isLegalReference } from '../compare/illegal-reference.rule';
import type { ReferenceGroup } from '../compare/reference-groups';
import type { ActionKind, SkippedAction } from './plan-action';
import { capital } from './sentence';
import { subjectOf } from './subject';

/**
 * Why nothing may be done about a reference; undefined where its records are clear. Only what somebody would expect an
 * action for is worth telling, so the caller asks for groups that the ERP takes part in, or is to.
 */
export function ambiguity(group: ReferenceGroup): SkippedAction | undefined {
  const reason = reasonOf(group);
  if (reason === undefined) return undefined;
  const points = group.active.length > 0 ? group.active : group.archived;
  const [point, secondPoint] = [...points].sort(comparePoints);
  const [device, secondDevice] = [...group.sensors].sort(compareDevices);
  return {
    ...subjectOf(point, device),
    ...(secondPoint !== undefined && { erpId: null }),
    ...(secondDevice !== undefined && { guid: null }),
    kind: expectedKind(group),
    reason: `${capital(reason)}.`,
  };
}

function reasonOf({ reference, active, sensors }: ReferenceGroup): string | undefined {
  if (active.length > 1) {
    return `${active.length} inspection points share the reference ${reference}; make it unique in the ERP`;
  }
  if (sensors.length > 1) {
    return `${sensors.length} devices share the reference ${reference}; make it unique in Microshare`;
  }
  if (!isLegalReference(reference)) {
    return `the reference "${reference}" may only hold A-Z, 0-9 and _, 3 to 50 characters; mend it in the ERP`;
  }
  return undefined;
}

function expectedKind({ active, archived, sensors }: ReferenceGroup): ActionKind {
  if (active.length === 0) return archived.length === 0 ? 'create_point' : 'retire';
  return sensors.length === 0 ? 'create' : 'update';
}
