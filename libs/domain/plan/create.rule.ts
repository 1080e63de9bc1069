import type { DeviceFields } from '../device';
import type { InspectionPoint } from '../inspection-point';
import { unfitValues } from './fitness';
import type { ClusterFor, Verdict } from './plan-input';
import { pointVersion } from './point-version';
import { capital } from './sentence';
import { subjectOf } from './subject';
import type { SyncPolicy } from './sync-policy';

interface CreateContext {
  readonly policy: SyncPolicy;
  readonly clusterFor: ClusterFor;
  /** The cluster for devices whose place does not tell one; undefined: they are not made. */
  readonly otherwiseIn: string | undefined;
  /** True for a reference that a device which is no rodent sensor has. */
  readonly isReferenceTaken: (reference: string) => boolean;
  /** True for a hardware id that another device has, and keeps. */
  readonly isHardwareTaken: (hardwareId: string) => boolean;
  /** True for a hardware id that the ERP has at several inspection points: it cannot be at all of them. */
  readonly isHardwareRepeated: (hardwareId: string) => boolean;
}

/** A device for an active point without one, in the cluster that serves its place. */
export function createDevice(point: InspectionPoint, mapped: DeviceFields, context: CreateContext): Verdict {
  const { policy, clusterFor, otherwiseIn, isReferenceTaken, isHardwareTaken, isHardwareRepeated } = context;
  const fields: DeviceFields = {
    ...mapped,
    erpReference: mapped.erpReference.trim(),
    placement: mapped.placement === '' ? policy.defaultPlacement : mapped.placement,
    configuration: mapped.configuration === '' ? policy.defaultConfiguration : mapped.configuration,
  };
  const refuse = (reason: string): Verdict => ({
    skipped: { ...subjectOf(point, undefined), kind: 'create', reason: `${capital(reason)}.` },
  });
  const unfit = unfitValues(fields);
  if (unfit.length > 0) return refuse(`the inspection point cannot have a device: ${unfit.join('; ')}`);
  if (isReferenceTaken(fields.erpReference)) {
    return refuse(`a device that is no trap has the reference ${fields.erpReference}`);
  }
  if (isHardwareRepeated(fields.hardwareId)) {
    return refuse(`the ERP has the hardware ${fields.hardwareId} at several inspection points`);
  }
  if (isHardwareTaken(fields.hardwareId)) {
    return refuse(`the hardware id ${fields.hardwareId} is at another device already`);
  }
  const told = clusterFor(fields);
  const choice = 'reason' in told && otherwiseIn !== undefined ? { clusterId: otherwiseIn } : told;
  if (!('clusterId' in choice)) return refuse(choice.reason);
  return {
    action: {
      kind: 'create',
      risk: 'low',
      reason: `No device has the reference of the inspection point ${fields.erpReference}.`,
      ...subjectOf(point, undefined),
      clusterId: choice.clusterId,
      before: null,
      after: { ...fields, clusterId: choice.clusterId },
      deviceVersion: null,
      pointVersion: pointVersion(point),
    },
  };
}
