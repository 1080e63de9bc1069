import type { GapCoverageDto } from '@trapline/client';

/** Coverage of a customer with its sites; the ones with most points uncovered first. */
export interface CustomerCoverage {
  readonly customer: string;
  readonly points: number;
  readonly covered: number;
  readonly percent: number;
  readonly sites: readonly GapCoverageDto[];
}

export function byCustomer(coverage: readonly GapCoverageDto[]): readonly CustomerCoverage[] {
  const groups = new Map<string, GapCoverageDto[]>();
  for (const line of coverage) {
    const group = groups.get(line.customer);
    if (group === undefined) groups.set(line.customer, [line]);
    else group.push(line);
  }
  return [...groups].map(([customer, sites]) => sum(customer, sites)).sort(byMissing);
}

function sum(customer: string, sites: readonly GapCoverageDto[]): CustomerCoverage {
  const points = sites.reduce((all, site) => all + site.points, 0);
  const covered = sites.reduce((all, site) => all + site.covered, 0);
  // Rounded down, as the report does: 100 % means all of them.
  const percent = points === 0 ? 100 : Math.floor((covered / points) * 1000) / 10;
  return { customer, points, covered, percent, sites: [...sites].sort(byMissing) };
}

function byMissing(a: Counted, b: Counted): number {
  return b.points - b.covered - (a.points - a.covered) || (a.customer < b.customer ? -1 : 1);
}

type Counted = Pick<GapCoverageDto, 'points' | 'covered' | 'customer'>;
