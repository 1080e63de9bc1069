import { isPlanned } from '../device';
import { deviceVersion } from '../device-version';
import { decide, type Difference, differencesOf, type Pair } from './differences';
import type { Verdict } from './plan-input';
import { pointVersion } from './point-version';
import { capital } from './sentence';
import { subjectOf } from './subject';
import type { SyncPolicy } from './sync-policy';

interface WriteBackContext {
  readonly policy: SyncPolicy;
  readonly isHardwareShared: (hardwareId: string) => boolean;
}

/**
 * What the ERP is to know of the device at a point: its hardware id and, where the ERP has a field for it, its status.
 * Silence of the platform empties nothing.
 * @param status of the device, as it will be
 */
export function tellErp(pair: Pair, context: WriteBackContext, status: string): readonly Verdict[] {
  const { point, device } = pair;
  const hardware = hardwareToTell(pair, context);
  if (hardware !== undefined && context.isHardwareShared(device.id)) {
    const reason = `${capital(`several devices have the hardware id ${device.id}`)}.`;
    return [{ skipped: { ...subjectOf(point, device), kind: 'write_back', reason } }];
  }
  const { deviceStatus } = point;
  const tellsStatus = deviceStatus !== undefined && status !== '' && status !== deviceStatus;
  if (hardware === undefined && !tellsStatus) return [];
  const sentences: string[] = [];
  if (hardware !== undefined) {
    sentences.push(
      hardware.inErp === ''
        ? `The ERP does not know the hardware of this inspection point: ${device.id}.`
        : `The ERP has the hardware ${hardware.inErp} at this inspection point, the device is ${device.id}.`,
    );
  }
  if (tellsStatus) sentences.push(`The ERP shows the status "${deviceStatus}", the device is "${status}".`);
  return [
    {
      action: {
        kind: 'write_back',
        risk: hardware !== undefined && hardware.inErp !== '' ? 'medium' : 'low',
        reason: sentences.join(' '),
        ...subjectOf(point, device),
        clusterId: null,
        before: {
          ...(hardware !== undefined && { hardwareId: point.deviceEui }),
          ...(tellsStatus && { status: deviceStatus }),
        },
        after: {
          ...(hardware !== undefined && { hardwareId: device.id }),
          ...(tellsStatus && { status }),
        },
        deviceVersion: deviceVersion(device),
        pointVersion: pointVersion(point),
      },
    },
  ];
}

function hardwareToTell(pair: Pair, { policy }: WriteBackContext): Difference | undefined {
  const difference = differencesOf(pair).find(({ owned }) => owned === 'hardware_id');
  if (difference === undefined || isPlanned(pair.device.id)) return undefined;
  return decide(difference, pair, policy) === 'iot' ? difference : undefined;
}
