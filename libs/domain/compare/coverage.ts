import type { Coverage } from '../gap';
import { compareText } from './finding';
import type { GroupedSides } from './reference-groups';

/**
 * How many active points have a rodent sensor with exactly their reference, per customer and site as the ERP names
 * them, in that order. Spellings that differ in case or surrounding spaces are one row. Points that share a reference
 * count as covered together; the duplicate is a finding of its own.
 */
export function coverageOf(sides: GroupedSides): readonly Coverage[] {
  const rows = new Map<string, Row>();
  for (const point of sides.pointsWithoutReference) count(rows, point.customer, point.site, false);
  for (const group of sides.groups.values()) {
    for (const point of group.active) count(rows, point.customer, point.site, group.sensors.length > 0);
  }
  return [...rows.values()]
    .map((row) => ({ ...row, percent: percentOf(row.covered, row.points) }))
    .sort((a, b) => compareText(a.customer, b.customer) || compareText(a.site, b.site));
}

/** 0..100, one decimal, rounded down so that 100 means all; 100 where there is nothing to cover. */
export function percentOf(covered: number, points: number): number {
  return points === 0 ? 100 : Math.floor((covered * 1000) / points) / 10;
}

interface Row {
  customer: string;
  site: string;
  points: number;
  covered: number;
}

function count(rows: Map<string, Row>, customerText: string, siteText: string, covered: boolean): void {
  const customer = customerText.trim();
  const site = siteText.trim();
  const key = `${customer}\u0000${site}`.toLowerCase();
  const row = rows.get(key);
  if (row === undefined) {
    rows.set(key, { customer, site, points: 1, covered: covered ? 1 : 0 });
    return;
  }
  row.points += 1;
  if (covered) row.covered += 1;
  if (compareText(customer, row.customer) < 0) row.customer = customer;
  if (compareText(site, row.site) < 0) row.site = site;
}
