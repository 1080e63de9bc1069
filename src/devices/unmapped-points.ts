import type { Device, InspectionPoint } from '@libs/domain';
import type { DeviceIndex } from '../microshare/catalogue/device-index';

/** A rodent sensor that covers the point. A gateway with its reference does not. */
export function sensorAt({ reference }: InspectionPoint, index: DeviceIndex): Device | undefined {
  return index.byReference(reference.trim()).find(({ deviceType }) => deviceType === 'rodent_sensor');
}

/** Active points that no rodent sensor covers: those without a reference, and those whose reference no sensor has. */
export function withoutDevice(
  points: readonly InspectionPoint[],
  index: DeviceIndex,
): readonly InspectionPoint[] {
  return points.filter((point) => !point.archived && sensorAt(point, index) === undefined);
}
