import type { Trapline } from './client.ts';
import { TraplineProblem } from './problem.ts';
import type { DeviceDto, DeviceUpdatedDto, ImportReportDto, UpdateDeviceDto } from './schema.ts';

/** How often a change is thought over when others change the device at the same time. */
const ATTEMPTS = 4;

/**
 * Reads a device, asks what to change, and changes it only where it is still as it was read; otherwise asks again with
 * the device as it is now.
 * @param changes what to change, or undefined to leave it
 * @returns undefined where nothing was to be changed
 * @throws TraplineProblem `precondition-failed` when it was changed under us time and again
 */
export async function changeDevice(
  trapline: Trapline,
  guid: string,
  changes: (device: DeviceDto) => UpdateDeviceDto | undefined,
): Promise<DeviceUpdatedDto | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const { data, etag } = await trapline.GET('/api/v1/devices/{guid}', { params: { path: { guid } } });
    const body = changes(data.device);
    if (body === undefined) return undefined;
    try {
      const header = etag === undefined ? {} : { 'If-Match': etag };
      const answer = await trapline.PATCH('/api/v1/devices/{guid}', {
        params: { path: { guid: data.device.guid }, header },
        body,
      });
      return answer.data;
    } catch (error) {
      const changed = error instanceof TraplineProblem && error.kind === 'precondition-failed';
      if (!changed || attempt === ATTEMPTS) throw error;
    }
  }
}

/** Creates and changes devices from CSV, a verdict per row; a dry run unless `dryRun` is false. */
export async function importDevices(
  trapline: Trapline,
  csv: string,
  { dryRun = true, signal }: { readonly dryRun?: boolean; readonly signal?: AbortSignal } = {},
): Promise<ImportReportDto> {
  const { data } = await trapline.POST('/api/v1/devices/import', {
    params: { query: { dry_run: dryRun } },
    body: csv,
    bodySerializer: (text) => text,
    headers: { 'Content-Type': 'text/csv' },
    ...(signal !== undefined && { signal }),
  });
  return data;
}
