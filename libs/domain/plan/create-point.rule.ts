import { type Device, deviceFieldsOf, isPlanned } from '../device';
import { deviceVersion } from '../device-version';
import { unfitValues } from './fitness';
import type { Verdict } from './plan-input';
import { capital } from './sentence';
import { subjectOf } from './subject';

interface NewPointContext {
  readonly refusesNewPoints: string | undefined;
  /** True for a reference that a device which is no rodent sensor has. */
  readonly isReferenceTaken: (reference: string) => boolean;
  /** True for a reference that a point has, the same but for capitals and spaces. */
  readonly isLikePoint: (reference: string) => boolean;
  /** True for a hardware id that an active point has. */
  readonly isHardwareAtPoint: (hardwareId: string) => boolean;
  /** True for a hardware id that several devices have. */
  readonly isHardwareOnSeveral: (hardwareId: string) => boolean;
}

/** An inspection point for a trap whose reference no point has, archived ones included. */
export function createPoint(device: Device, context: NewPointContext): Verdict {
  const fields = { ...deviceFieldsOf(device), erpReference: device.erpReference.trim() };
  const reason = reasonAgainst(device, fields, context);
  if (reason !== undefined) {
    return {
      skipped: { ...subjectOf(undefined, device), kind: 'create_point', reason: `${capital(reason)}.` },
    };
  }
  return {
    action: {
      kind: 'create_point',
      risk: 'low',
      reason: `No inspection point has the reference of the device ${fields.erpReference}.`,
      ...subjectOf(undefined, device),
      clusterId: null,
      before: null,
      after: fields,
      deviceVersion: deviceVersion(device),
      pointVersion: null,
    },
  };
}

function reasonAgainst(
  { id }: Device,
  { customer, site, area, erpReference }: ReturnType<typeof deviceFieldsOf>,
  context: NewPointContext,
): string | undefined {
  if (erpReference === '') return 'the device has no reference';
  const unfit = unfitValues({ customer, site, area, erpReference });
  if (unfit.length > 0) return `the device cannot have an inspection point: ${unfit.join('; ')}`;
  if (context.isReferenceTaken(erpReference)) {
    return `a device that is no trap has the reference ${erpReference}`;
  }
  if (context.isLikePoint(erpReference)) {
    return `an inspection point is written almost like ${erpReference}`;
  }
  if (!isPlanned(id)) {
    if (context.isHardwareOnSeveral(id)) return `several devices have the hardware id ${id}`;
    if (context.isHardwareAtPoint(id)) return `the ERP has the hardware ${id} at another inspection point`;
  }
  return context.refusesNewPoints;
}
