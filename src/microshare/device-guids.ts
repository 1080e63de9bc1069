import { createHash } from 'node:crypto';
import type { DeviceParts } from '@libs/microshare-client';

/**
 * The identity of every device of a cluster, by position, no two of them equal. A missing guid, or one that an earlier
 * device of the cluster has already, is replaced by one derived from the cluster, the location and the rank among equal
 * devices: the same on every read and every replica, wherever in the list the device stands, and after its hardware was
 * exchanged. Ranks whose guid another device holds are skipped: it was derived for that one once, and persisted since.
 */
export function deviceGuids(clusterId: string, parts: readonly DeviceParts[]): string[] {
  const taken = new Set<string>();
  const own = parts.map(({ guid }) => {
    if (guid === undefined || taken.has(guid)) return undefined;
    taken.add(guid);
    return guid;
  });
  const ranks = new Map<string, number>();
  return parts.map(({ guid, location, hardwareId }, i) => {
    const known = own[i];
    if (known !== undefined) return known;
    const layers = location.map((layer) => layer.trim());
    const place = layers.some((layer) => layer !== '') ? layers : [hardwareId.trim()];
    const slot = JSON.stringify([clusterId, guid ?? '', place]);
    for (let rank = ranks.get(slot) ?? 0; ; rank += 1) {
      const derived = derivedGuid(`${slot}#${rank}`);
      if (taken.has(derived)) continue;
      ranks.set(slot, rank + 1);
      return derived;
    }
  });
}

/** A device guid that depends on nothing but the seed: `erp-device-` and a UUID version 8 (RFC 9562, self-made content). */
export function derivedGuid(seed: string): string {
  const bytes = createHash('sha256').update(seed).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  const uuid = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join(
    '-',
  );
  return `erp-device-${uuid}`;
}
