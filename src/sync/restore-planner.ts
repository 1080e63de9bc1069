import { Injectable } from '@nestjs/common';
import {
  changeKind,
  changeRisk,
  type Device,
  type DeviceFields,
  deviceFieldsOf,
  deviceVersion,
  type PlanValues,
  subjectOf,
  touchedPercent,
} from '@libs/domain';
import type { Principal } from '../auth/principal';
import { ClusterPast, type PastCluster } from '../history/cluster-past';
import { type ChangedDevice, deviceChanges } from '../history/device-changes';
import type { DeviceIndex } from '../microshare/catalogue/device-index';
import { CatalogueService } from '../microshare/catalogue.service';
import { handedOver } from './handover-order';
import { type NewAction, NOTHING_PLANNED } from './plan';
import { actorOf, type MadePlan, newPlanId } from './planner';

/** Makes the plan that gives a cluster the devices that it had in a version that is kept. Changes nothing. */
@Injectable()
export class RestorePlanner {
  constructor(
    private readonly past: ClusterPast,
    private readonly catalogue: CatalogueService,
  ) {}

  /**
   * @throws ProblemError `not-found` for a cluster that the account does not see, or a version that is not kept
   * @throws UpstreamError when the devices cannot be read as they are
   */
  async make(
    { account, ...caller }: Principal,
    clusterId: string,
    number: number,
    signal: AbortSignal,
  ): Promise<MadePlan> {
    this.past.present(account, clusterId);
    const was = await this.past.at(account, clusterId, number);
    const { devices, asOf } = await this.catalogue.readComplete(account, { maxAgeS: 0, signal });
    const present = this.past.present(account, clusterId);
    const { index } = this.catalogue.view(account);
    const actions = restoring([...present.devices.values()], was, index);
    return {
      plan: {
        id: newPlanId(),
        account,
        direction: 'to_microshare',
        trigger: 'request',
        scope: { clusterIds: [clusterId] },
        filters: {},
        touchedPercent: touchedPercent(
          actions.filter(({ status }) => status === 'pending').length,
          0,
          devices.length,
        ),
        undoes: null,
        note: `Restores the cluster "${present.summary.name}" to ${nameOf(was)}.`,
        createdBy: actorOf({ account, ...caller }),
        pointsAsOf: asOf,
        devicesAsOf: asOf,
      },
      actions,
    };
  }
}

/** What goes makes room for what comes: a reference can be taken over from a device that is deleted. */
function restoring(present: readonly Device[], was: PastCluster, index: DeviceIndex): readonly NewAction[] {
  const { added, removed, changed } = deviceChanges(present, was.devices);
  const version = nameOf(was);
  return [
    ...removed.map((device) => deletion(device, version)),
    ...handedOver(changed).flatMap((group, i) =>
      group.map((change) => changeBack(change, version, { exchange: i, others: group.length - 1 })),
    ),
    ...added.map((device) => creation(device, was, index)),
  ];
}

function deletion(device: Device, version: string): NewAction {
  return {
    ...subjectOf(undefined, device),
    ...FOR_ONE_DEVICE,
    kind: 'delete',
    risk: 'high',
    reason: `The cluster had no such device in ${version}.`,
    clusterId: device.clusterId,
    before: everything(device),
    after: null,
    deviceVersion: deviceVersion(device),
  };
}

function changeBack(
  { before: now, after: then, fields }: ChangedDevice,
  version: string,
  { exchange, others }: { readonly exchange: number; readonly others: number },
): NewAction {
  const [before, after] = [picked(now, fields), picked(then, fields)];
  const kind = changeKind(after, false);
  return {
    ...subjectOf(undefined, then),
    ...FOR_ONE_DEVICE,
    kind,
    risk: changeRisk(kind, after),
    reason: `The device was different in ${version}${others === 0 ? '.' : togetherWith(others)}`,
    ...(others > 0 && { exchange }),
    clusterId: now.clusterId,
    before,
    after,
    deviceVersion: deviceVersion(now),
  };
}

function creation(device: Device, was: PastCluster, index: DeviceIndex): NewAction {
  const { guid, deviceType, clusterId } = device;
  const subject = { ...subjectOf(undefined, device), ...FOR_ONE_DEVICE, kind: 'create' as const };
  const skipped = (reason: string): NewAction => ({
    ...NOTHING_PLANNED,
    ...subject,
    status: 'skipped',
    reason,
  });
  const [elsewhere] = index.byGuid(guid);
  if (elsewhere !== undefined) {
    return skipped(`The device is in the cluster "${elsewhere.clusterName}" now; move it from there.`);
  }
  if (deviceType === 'unknown') return skipped('Trapline makes no devices of the type of this cluster.');
  return {
    ...subject,
    risk: 'low',
    reason: `The cluster had this device in ${nameOf(was)}.`,
    clusterId,
    before: null,
    after: everything(device),
    deviceVersion: null,
    state: was.states.get(guid),
  };
}

function togetherWith(others: number): string {
  const whom = others === 1 ? 'another device' : `${others} other devices`;
  return `; it exchanges references with ${whom}, which is done at once or not at all.`;
}

const FOR_ONE_DEVICE = { status: 'pending', pointVersion: null, undoes: null } as const;

function nameOf({ version: { version, takenAt } }: PastCluster): string {
  return `version ${version}, before the write of ${takenAt.toISOString()}`;
}

function everything(device: Device): PlanValues {
  return { ...deviceFieldsOf(device), clusterId: device.clusterId };
}

function picked(device: Device, names: readonly (keyof DeviceFields)[]): Partial<DeviceFields> {
  const fields = deviceFieldsOf(device);
  return Object.fromEntries(names.map((name) => [name, fields[name]]));
}
