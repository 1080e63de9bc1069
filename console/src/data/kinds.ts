import type { GapRunDto } from '@trapline/client';

/** The kinds of finding in the order in which people deal with them. */
export const KINDS = [
  'point_without_device',
  'near_match',
  'reference_on_several_devices',
  'reference_on_several_points',
  'device_without_point',
  'device_without_reference',
  'point_without_reference',
  'illegal_reference',
  'customer_differs',
  'site_differs',
  'area_differs',
  'status_differs',
  'archived_point_live_device',
  'planned_too_long',
] as const;
export type Kind = (typeof KINDS)[number];

export function isKind(text: string): text is Kind {
  return (KINDS as readonly string[]).includes(text);
}

/** How many findings of a kind the runs with a report had, oldest first. */
export function historyOf(runs: readonly GapRunDto[], kind: Kind): readonly number[] {
  return runs.flatMap(({ counts }) => (counts == null ? [] : [counts[kind]])).reverse();
}
