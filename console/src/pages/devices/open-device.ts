import { go, query, withQuery } from '../../router.ts';

/** Opens a device's drawer; search and filters stay in the address. */
export function openDevice(guid: string): void {
  go(withQuery(`/devices/${encodeURIComponent(guid)}`, query.peek()));
}

export function closeDevice(): void {
  go(withQuery('/devices', query.peek()));
}
