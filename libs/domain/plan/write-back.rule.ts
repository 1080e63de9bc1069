import { isPlanned } from '../device';
import { deviceVersion } from '../device-version';
import { decide, differencesOf, type Pair } from './differences';
import type { Verdict } from './plan-input';
import { pointVersion } from './point-version';
import { capital } from './sentence';
import { subjectOf } from './subject';
import type { SyncPolicy } from './sync-policy';

interface WriteBackContext {
  readonly policy: SyncPolicy;
  readonly isHardwareShared: (hardwareId: string) => boolean;
}

/** The hardware id that stands at a point, for the ERP to know. Silence of the platform empties nothing. */
export function tellErp(pair: Pair, context: WriteBackContext): readonly Verdict[] {
  const { point, device } = pair;
  const difference = differencesOf(pair).find(({ owned }) => owned === 'hardware_id');
  if (difference === undefined || isPlanned(device.id)) return [];
  if (decide(difference, pair, context.policy) !== 'iot') return [];
  const skip = (reason: string): readonly Verdict[] => [
    { skipped: { ...subjectOf(point, device), kind: 'write_back', reason: `${capital(reason)}.` } },
  ];
  if (context.isHardwareShared(device.id)) return skip(`several devices have the hardware id ${device.id}`);
  const replaces = difference.inErp !== '';
  return [
    {
      action: {
        kind: 'write_back',
        risk: replaces ? 'medium' : 'low',
        reason: replaces
          ? `The ERP has the hardware ${difference.inErp} at this inspection point, the device is ${device.id}.`
          : `The ERP does not know the hardware of this inspection point: ${device.id}.`,
        ...subjectOf(point, device),
        clusterId: null,
        before: { hardwareId: point.deviceEui },
        after: { hardwareId: device.id },
        deviceVersion: deviceVersion(device),
        pointVersion: pointVersion(point),
      },
    },
  ];
}
