import { performance } from 'node:perf_hooks';
import { compareSides, type Device, type InspectionPoint, PLANNED_HARDWARE_ID } from '@libs/domain';

/** One line of the table: medians of the repeats. */
export interface CompareBenchRow {
  readonly name: string;
  readonly points: number;
  readonly devices: number;
  readonly ms: number;
  /** Heap in use after the run less before it, in MB: result and working memory. Clean only with `--expose-gc`. */
  readonly heapMb: number;
  /** Time as a multiple of the bare join's. */
  readonly ratio: number;
  readonly findings: number;
}

export interface CompareBenchOptions {
  /** Records on each side. Default 100,000. */
  readonly size?: number;
  /** Default 5. */
  readonly repeats?: number;
}

/**
 * The comparison of two large sides beside the least that any comparison has to do: one Map join of the same records.
 * Sides with 5 % of gaps of every common kind, and the same sides without any.
 */
export async function compareBench(
  options: CompareBenchOptions = {},
): Promise<{ readonly rows: readonly CompareBenchRow[] }> {
  const size = options.size ?? 100_000;
  const repeats = options.repeats ?? 5;
  const matched = sidesOf(size, () => false);
  const gappy = sidesOf(size, (index) => index % 20 === 0);
  const tenth = sidesOf(Math.ceil(size / 10), (index) => index % 20 === 0);

  const bare = await measure(() => bareJoin(gappy), repeats);
  const measured = [
    { name: 'bare Map join', sides: gappy, ...bare },
    { name: 'compareSides, no gaps', sides: matched, ...(await measure(() => compare(matched), repeats)) },
    { name: 'compareSides, 5 % gaps', sides: gappy, ...(await measure(() => compare(gappy), repeats)) },
    { name: 'compareSides, a tenth', sides: tenth, ...(await measure(() => compare(tenth), repeats)) },
  ];
  return {
    rows: measured.map(({ name, sides, ms, heapMb, findings }) => ({
      name,
      points: sides.points.length,
      devices: sides.devices.length,
      ms,
      heapMb,
      ratio: ms / bare.ms,
      findings,
    })),
  };
}

interface Sides {
  readonly points: readonly InspectionPoint[];
  readonly devices: readonly Device[];
}

const NOW = new Date('2026-11-21T05:00:00.000Z');

function compare(sides: Sides): { readonly findings: number; readonly held: unknown } {
  const comparison = compareSides({ ...sides, plannedSince: new Map(), now: NOW, plannedMaxDays: 14 });
  return { findings: comparison.findings.length, held: comparison };
}

/** Which points have no device and the other way round, and nothing more. */
function bareJoin({ points, devices }: Sides): { readonly findings: number; readonly held: unknown } {
  const open = new Map<string, InspectionPoint>();
  for (const point of points) open.set(point.reference, point);
  const unmatched: (InspectionPoint | Device)[] = [];
  const matched: [InspectionPoint, Device][] = [];
  for (const device of devices) {
    const point = open.get(device.erpReference);
    if (point === undefined) {
      unmatched.push(device);
    } else {
      matched.push([point, device]);
      open.delete(device.erpReference);
    }
  }
  unmatched.push(...open.values());
  return { findings: unmatched.length, held: [matched, unmatched] };
}

interface Sample {
  readonly ms: number;
  readonly heapMb: number;
  readonly findings: number;
}

async function measure(
  run: () => { readonly findings: number; readonly held: unknown },
  repeats: number,
): Promise<Sample> {
  run();
  const samples: Sample[] = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    samples.push(once(run));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return {
    ms: median(samples.map((sample) => sample.ms)),
    heapMb: median(samples.map((sample) => sample.heapMb)),
    findings: samples[0]?.findings ?? 0,
  };
}

/** A function of its own, so that no earlier result is still on the stack when the heap is read. */
function once(run: () => { readonly findings: number; readonly held: unknown }): Sample {
  globalThis.gc?.();
  const heapBefore = process.memoryUsage().heapUsed;
  const start = performance.now();
  const { findings, held } = run();
  const ms = performance.now() - start;
  const heapMb = (process.memoryUsage().heapUsed - heapBefore) / 1024 / 1024;
  if (held === undefined) throw new Error('the measured function returned nothing');
  return { ms, heapMb, findings };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** As many points as devices, shuffled against each other as two systems' orders are; the chosen ones have a gap. */
function sidesOf(size: number, hasGap: (index: number) => boolean): Sides {
  const points: InspectionPoint[] = [];
  const devices: Device[] = [];
  for (let index = 0; index < size; index += 1) {
    points.push(pointAt(index));
    const device = deviceAt((index * 7919) % size);
    devices.push(hasGap(index) ? withGap(device, index) : device);
  }
  return { points, devices };
}

function withGap(device: Device, index: number): Device {
  switch ((index / 20) % 5) {
    case 0:
      return { ...device, erpReference: `GONE_${index}` };
    case 1:
      return { ...device, erpReference: device.erpReference.toLowerCase() };
    case 2:
      return { ...device, site: 'Another site' };
    case 3:
      return { ...device, id: PLANNED_HARDWARE_ID };
    default:
      return { ...device, status: 'inactive' };
  }
}

function pointAt(index: number): InspectionPoint {
  return {
    erpId: String(index),
    reference: `REF_${index}`,
    name: `${placeOf(index).customer} / ${placeOf(index).site} / Area ${index % 50}`,
    ...placeOf(index),
    placement: '',
    configuration: '',
    deviceEui: '',
    archived: false,
    status: 'active',
    updatedAt: '2026-10-01T00:00:00.000Z',
  };
}

function deviceAt(index: number): Device {
  return {
    id: `58-A0-CB-00-${String(index).padStart(11, '0')}`,
    guid: `guid-${index}`,
    ...placeOf(index),
    erpReference: `REF_${index}`,
    placement: 'Internal',
    configuration: 'Bait/Lured',
    status: 'active',
    deviceType: 'rodent_sensor',
    clusterId: `cluster-${index % 200}`,
    clusterName: `Cluster ${index % 200}`,
    erpReady: true,
    locationLayers: 6,
    lastModified: '2026-10-01T00:00:00.000Z',
  };
}

function placeOf(index: number): { customer: string; site: string; area: string } {
  return {
    customer: `Customer ${index % 40}`,
    site: `Site ${index % 400}`,
    area: `Area ${index % 50}`,
  };
}
