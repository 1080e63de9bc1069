import { type DeviceDto, type Trapline, TraplineProblem } from '../../../clients/typescript/src/index.ts';
import { CommandFailure } from '../../errors';

/**
 * The device that somebody means by its guid, its hardware id or its reference in the ERP.
 * @throws CommandFailure when none is meant, or several are
 */
export async function findDevice(trapline: Trapline, named: string): Promise<DeviceDto> {
  try {
    const { data } = await trapline.GET('/api/v1/devices/{guid}', { params: { path: { guid: named } } });
    return data.device;
  } catch (error) {
    if (!(error instanceof TraplineProblem) || error.kind !== 'not-found') throw error;
  }
  const { data } = await trapline.GET('/api/v1/devices', {
    params: { query: { erp_reference: named, limit: 5 } },
  });
  const [device, ...others] = data.devices;
  if (device === undefined) {
    throw new CommandFailure(
      `no device has "${named}" as guid, hardware id or reference`,
      `Try \`trapline devices list --search ${JSON.stringify(named)}\`.`,
    );
  }
  if (others.length > 0) {
    const guids = data.devices.map(({ guid }) => guid).join(', ');
    throw new CommandFailure(
      `${data.total_count} devices have the reference "${named}"`,
      `Name one by its guid: ${guids}`,
    );
  }
  return device;
}
