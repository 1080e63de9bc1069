import type { InspectionPoint } from '@libs/domain';
import type { DeviceIndex } from '../microshare/catalogue/device-index';

/** Active points that no rodent sensor covers: those without a reference, and those whose reference no sensor has. */
export function withoutDevice(
  points: readonly InspectionPoint[],
  index: DeviceIndex,
): readonly InspectionPoint[] {
  return points.filter(
    ({ archived, reference }) =>
      !archived &&
      !index.byReference(reference.trim()).some(({ deviceType }) => deviceType === 'rodent_sensor'),
  );
}
