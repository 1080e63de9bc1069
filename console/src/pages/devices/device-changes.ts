import {
  type CreateDeviceDto,
  type DeviceDto,
  TraplineProblem,
  type UpdateDeviceDto,
} from '@trapline/client';
import { trapline } from '../../api.ts';
import { showDevice } from '../../data/devices.ts';

/** A device as it was read, and the version to change. */
export interface Version {
  readonly device: DeviceDto;
  readonly etag: string | undefined;
}

/** Somebody else has changed the device since: what it is now. */
export class ChangedMeanwhile extends Error {
  constructor(readonly now: Version) {
    super('the device has changed since it was read');
  }
}

export async function readDevice(guid: string): Promise<Version> {
  const { data, etag } = await trapline.GET('/api/v1/devices/{guid}', { params: { path: { guid } } });
  return { device: data.device, etag };
}

/**
 * Changes a device where it is still the version that was read. The table shows the change at once and takes it back when
 * it fails.
 * @throws ChangedMeanwhile, and whatever a call throws
 */
export async function changeDevice({ device, etag }: Version, changes: UpdateDeviceDto): Promise<DeviceDto> {
  showDevice({ ...device, ...changes });
  try {
    const { data } = await trapline.PATCH('/api/v1/devices/{guid}', {
      params: { path: { guid: device.guid }, header: etag === undefined ? {} : { 'If-Match': etag } },
      body: changes,
    });
    showDevice(data.device);
    return data.device;
  } catch (error) {
    showDevice(device);
    if (!(error instanceof TraplineProblem) || error.status !== 412) throw error;
    const now = await readDevice(device.guid);
    showDevice(now.device);
    throw new ChangedMeanwhile(now);
  }
}

/** @param key the same for every attempt at one device, so that no attempt makes a second one */
export async function createDevice(input: CreateDeviceDto, key: string): Promise<DeviceDto> {
  const { data } = await trapline.POST('/api/v1/devices', {
    params: { header: { 'Idempotency-Key': key } },
    body: input,
  });
  showDevice(data.device);
  return data.device;
}

export function nameOf({ erp_reference: reference, guid }: DeviceDto): string {
  return reference === '' ? guid : reference;
}
