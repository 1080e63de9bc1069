import { type Device, isPlanned } from '../device';
import type { Finding } from '../gap';
import { describeDevice, finding } from './finding';

const DAY_MS = 86_400_000;

/** A position that waits for hardware: a sensor or gateway slot in use whose hardware id is still the placeholder. */
export function awaitsHardware(device: Device): boolean {
  return device.deviceType !== 'unknown' && device.status !== 'inactive' && isPlanned(device.id);
}

/**
 * Since when a position has been planned, in epoch milliseconds: the earliest of what earlier runs saw and of the
 * device's last change (it has had no hardware at least since then); never later than now.
 */
export function plannedSinceMs(device: Device, seenSince: string | undefined, now: Date): number {
  let since = now.getTime();
  for (const text of [seenSince, device.lastModified]) {
    const at = text === undefined || text === null ? Number.NaN : Date.parse(text);
    if (at < since) since = at;
  }
  return since;
}

/** A position planned for more than so many days. Expects one that awaits hardware. */
export function plannedTooLong(
  device: Device,
  sinceMs: number,
  now: Date,
  maxDays: number,
): Finding | undefined {
  const waitedMs = now.getTime() - sinceMs;
  if (waitedMs <= maxDays * DAY_MS) return undefined;
  const date = new Date(sinceMs).toISOString().slice(0, 10);
  const what = device.deviceType === 'gateway' ? 'gateway' : 'trap';
  return finding({
    kind: 'planned_too_long',
    reference: device.erpReference.trim(),
    devices: [device],
    reason:
      `Planned ${what} ${describeDevice(device)} has had no hardware since ${date}: ` +
      `${Math.floor(waitedMs / DAY_MS)} days, ${maxDays} are allowed.`,
    remedy: `Install the ${what} and scan it into this position, or remove the planned device from Microshare.`,
  });
}
