import { computed } from '@preact/signals';
import { devices } from '../../data/devices.ts';
import { findings } from '../../data/findings.ts';
import { latestReport } from '../../data/reports.ts';

/** One site as the heat map shows it. */
export interface SiteFigures {
  readonly customer: string;
  readonly site: string;
  readonly points: number;
  readonly covered: number;
  readonly percent: number;
  /** Findings of any kind. */
  readonly gaps: number;
  readonly devices: number;
  /** Devices that are not `active`. */
  readonly idle: number;
}

export interface AreaFigures {
  readonly area: string;
  readonly devices: number;
  readonly idle: number;
  /** Points without a trap. */
  readonly missing: number;
}

interface Counts {
  devices: number;
  idle: number;
  gaps: number;
}

const countsBySite = computed((): ReadonlyMap<string, Counts> => {
  const counts = new Map<string, Counts>();
  const at = (customer: string, site: string): Counts => {
    const key = keyOf(customer, site);
    const known = counts.get(key) ?? { devices: 0, idle: 0, gaps: 0 };
    counts.set(key, known);
    return known;
  };
  for (const { device } of devices.value) {
    const own = at(device.customer, device.site);
    own.devices += 1;
    if (device.status !== 'active') own.idle += 1;
  }
  for (const { customer, site } of findings.data.value ?? []) at(customer, site).gaps += 1;
  return counts;
});

/** Sites of the last report, by customer; customers in alphabetical order. */
export const sitesByCustomer = computed((): readonly (readonly [string, readonly SiteFigures[]])[] => {
  const groups = new Map<string, SiteFigures[]>();
  for (const line of latestReport.data.value?.coverage ?? []) {
    const counts = countsBySite.value.get(keyOf(line.customer, line.site)) ?? {
      devices: 0,
      idle: 0,
      gaps: 0,
    };
    const group = groups.get(line.customer) ?? [];
    groups.set(line.customer, group);
    group.push({ ...line, ...counts });
  }
  return [...groups].sort(
    ([, a], [, b]) => b.length - a.length || ((a[0]?.customer ?? '') < (b[0]?.customer ?? '') ? -1 : 1),
  );
});

/** The areas of one site, those with missing traps first. */
export function areasOf(customer: string, site: string): readonly AreaFigures[] {
  const areas = new Map<string, { devices: number; idle: number; missing: number }>();
  const at = (area: string): { devices: number; idle: number; missing: number } => {
    const known = areas.get(area) ?? { devices: 0, idle: 0, missing: 0 };
    areas.set(area, known);
    return known;
  };
  for (const { device } of devices.value) {
    if (device.customer !== customer || device.site !== site) continue;
    at(device.area).devices += 1;
    if (device.status !== 'active') at(device.area).idle += 1;
  }
  for (const finding of findings.data.value ?? []) {
    if (finding.kind !== 'point_without_device' || finding.customer !== customer || finding.site !== site)
      continue;
    for (const { area } of finding.points) at(area).missing += 1;
  }
  return [...areas]
    .map(([area, figures]) => ({ area, ...figures }))
    .sort((a, b) => b.missing - a.missing || (a.area < b.area ? -1 : 1));
}

function keyOf(customer: string, site: string): string {
  return `${customer}\n${site}`;
}
