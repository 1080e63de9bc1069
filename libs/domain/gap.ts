import type { Device } from './device';
import type { InspectionPoint } from './inspection-point';

/** Every way in which the two sides can fail to fit together. */
export const GAP_KINDS = [
  'point_without_device',
  'device_without_point',
  'device_without_reference',
  'point_without_reference',
  'reference_on_several_points',
  'reference_on_several_devices',
  'illegal_reference',
  'near_match',
  'customer_differs',
  'site_differs',
  'area_differs',
  'archived_point_live_device',
  'status_differs',
  'planned_too_long',
] as const;
export type GapKind = (typeof GAP_KINDS)[number];

/** One disagreement, with both records as far as they exist, the reason in words and what would mend it. */
export interface Finding {
  /** Same on every run while the disagreement lasts, so that runs can be compared. */
  readonly id: string;
  readonly kind: GapKind;
  readonly reference: string;
  readonly customer: string;
  readonly site: string;
  readonly points: readonly InspectionPoint[];
  readonly devices: readonly Device[];
  readonly reason: string;
  readonly remedy: string;
}

/** Share of inspection points that have a device, for one customer and one of its sites. */
export interface Coverage {
  readonly customer: string;
  readonly site: string;
  /** Active points only. */
  readonly points: number;
  readonly covered: number;
  /** 0..100, one decimal; 100 where there are no points. */
  readonly percent: number;
}
