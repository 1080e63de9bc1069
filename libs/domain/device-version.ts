import { createHash } from 'node:crypto';
import type { Device } from './device';

/** Changes whenever anything a consumer can see of the device changes; equal on every replica. 22 base64url characters. */
export function deviceVersion(device: Device): string {
  return createHash('sha256').update(JSON.stringify(device)).digest('base64url').slice(0, 22);
}
