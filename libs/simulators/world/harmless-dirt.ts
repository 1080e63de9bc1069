import type { RawDevice } from '@libs/microshare-client';

/** What live data looks like without being a gap; applied to devices that fit their point. */
export type Dirt = (device: RawDevice) => RawDevice;

const upTo = (layers: number): Dirt => {
  return (device) => withLocation(device, (location) => location.slice(0, layers));
};

export const HARMLESS_DIRT: readonly Dirt[] = [
  // Older entries have no guid.
  (device) => without(device, 'guid'),
  (device) => ({ ...device, guid: '' }),
  // Vocabulary typed by hand.
  (device) => withLocation(device, (location) => location.map((tag, i) => (i < 4 ? tag : tag.toLowerCase()))),
  (device) => withLocation(device, ([c = '', s = '', a = '', r = '']) => [c, s, a, r, 'internal', 'bait']),
  // Spaces that the platform strips only when the cluster is written again.
  (device) =>
    withLocation(device, (location) => location.map((tag, i) => (i === 1 || i === 3 ? `${tag} ` : tag))),
  upTo(5),
  upTo(4),
  (device) => withLocation(device, (location) => [...location.slice(0, 4), '', '']),
  // The platform writes states that are no sign of life.
  (device) => ({ ...device, status: 'pending' }),
  (device) => ({ ...device, status: 'Provisioning' }),
  (device) => without(device, 'state'),
  (device) => ({ ...device, state: {} }),
  (device) => ({ ...device, id: device.id?.replaceAll('-', '') ?? '' }),
];

function withLocation(
  device: RawDevice,
  change: (location: readonly string[]) => readonly string[],
): RawDevice {
  return { ...device, meta: { ...device.meta, location: change(device.meta?.location ?? []) } };
}

function without(device: RawDevice, key: keyof RawDevice): RawDevice {
  return Object.fromEntries(Object.entries(device).filter(([name]) => name !== key));
}
