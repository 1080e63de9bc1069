import type { GapKind } from '@libs/domain';
import type { RawDevice } from '@libs/microshare-client';
import type { SeededRandom } from './seeded-random';
import type { Position, WorldDevices } from './world-devices';
import { productOf, type WorldProduct } from './world-products';

/** What one position, or a pair of them, contributes to both sides. */
export interface Planted {
  readonly products: readonly WorldProduct[];
  readonly devices: readonly RawDevice[];
  /** Reference under which the gap shows; '' where it is that there is none. */
  readonly reference: string;
}

interface Soil {
  readonly devices: WorldDevices;
  readonly random: SeededRandom;
}

/** Plants one gap at a position. Every gap costs one inspection point, so that their number stays as asked for. */
export type Planting = (position: Position, soil: Soil) => Planted;

/** One planting for each kind of gap; none brings about a gap of another kind. */
export const PLANTINGS: Readonly<Record<GapKind, Planting>> = {
  point_without_device: (position) => ({
    products: [productOf(position)],
    devices: [],
    reference: position.reference,
  }),
  device_without_point: (position, { devices }) => {
    const reference = `${position.reference}_OLD`;
    const matched = pair(position, devices);
    return {
      ...matched,
      devices: [...matched.devices, devices.installed({ ...position, reference })],
      reference,
    };
  },
  device_without_reference: (position, { devices }) => {
    const matched = pair(position, devices);
    const layers = [position.customer, position.site, position.area];
    const bare = { ...devices.installed(position), meta: { location: layers } };
    return { ...matched, devices: [...matched.devices, bare], reference: '' };
  },
  point_without_reference: ({ customer, site, area }) => ({
    products: [{ name: `${customer} / ${site} / ${area}` }],
    devices: [],
    reference: '',
  }),
  reference_on_several_points: (position, { devices }) => {
    const matched = pair(position, devices);
    return { ...matched, products: [...matched.products, { ...productOf(position) }] };
  },
  reference_on_several_devices: (position, { devices }) => {
    const matched = pair(position, devices);
    return { ...matched, devices: [...matched.devices, devices.installed(position)] };
  },
  illegal_reference: (position, { devices }) =>
    pair({ ...position, reference: position.reference.replaceAll('_', '-') }, devices),
  near_match: (position, { devices, random }) => {
    const { reference } = position;
    const written = random.pick([reference.toLowerCase(), reference.replace(/_(?=\d+$)/, '_ ')]);
    return apart(position, { reference: written }, devices);
  },
  customer_differs: (position, { devices }) =>
    apart(position, { customer: `${position.customer} Group` }, devices),
  site_differs: (position, { devices }) => apart(position, { site: `${position.site} Annex` }, devices),
  area_differs: (position, { devices }) => apart(position, { area: 'Corridor' }, devices),
  archived_point_live_device: (position, { devices }) => {
    const device = devices.installed(position);
    return {
      products: [{ ...productOf(position, device), active: false }],
      devices: [device],
      reference: position.reference,
    };
  },
  status_differs: (position, { devices, random }) => {
    const device = devices.installed(position, random.pick(['inactive', 'maintenance']));
    return { products: [productOf(position, device)], devices: [device], reference: position.reference };
  },
  planned_too_long: (position, { devices, random }) => {
    const device = devices.planned(position, random.between(61, 240));
    return { products: [productOf(position, device)], devices: [device], reference: position.reference };
  },
};

/** A point and its trap, in agreement. */
export function pair(position: Position, devices: WorldDevices): Planted {
  const device = devices.installed(position);
  return { products: [productOf(position, device)], devices: [device], reference: position.reference };
}

/** A point and its trap that disagree in part. */
function apart(position: Position, difference: Partial<Position>, devices: WorldDevices): Planted {
  const device = devices.installed({ ...position, ...difference });
  return { products: [productOf(position, device)], devices: [device], reference: position.reference };
}
