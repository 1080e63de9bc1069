import {
  type GapFindingDto,
  type GapReportDto,
  pagesOf,
  type Trapline,
} from '../../../clients/typescript/src/index.ts';
import { UsageError } from '../../errors';

export type GapKind = GapFindingDto['kind'];

/** Findings in words, by kind. */
export const KIND_WORDS: Readonly<Record<GapKind, string>> = {
  point_without_device: 'point without device',
  device_without_point: 'device without point',
  device_without_reference: 'device without reference',
  point_without_reference: 'point without reference',
  reference_on_several_points: 'reference on several points',
  reference_on_several_devices: 'reference on several devices',
  illegal_reference: 'illegal reference',
  near_match: 'near match',
  customer_differs: 'customer differs',
  site_differs: 'site differs',
  area_differs: 'area differs',
  archived_point_live_device: 'archived point, live device',
  status_differs: 'status differs',
  planned_too_long: 'planned too long',
};
export const GAP_KINDS = Object.keys(KIND_WORDS) as GapKind[];

export interface GapFilters {
  readonly kind?: readonly string[];
  readonly customer?: string;
  readonly site?: string;
  readonly run?: string;
}

/** @throws UsageError for a kind that there is not */
export function gapQueryOf({ kind, customer, site }: GapFilters): {
  kind?: GapKind[];
  customer?: string;
  site?: string;
} {
  const kinds = kind?.map((each) => each.toLowerCase().replace(/[ -]/g, '_'));
  const wrong = kinds?.find((each) => !(each in KIND_WORDS));
  if (wrong !== undefined)
    throw new UsageError(`there is no kind "${wrong}"`, `There are ${GAP_KINDS.join(', ')}.`);
  return {
    ...(kinds !== undefined && { kind: kinds as GapKind[] }),
    ...(customer !== undefined && { customer }),
    ...(site !== undefined && { site }),
  };
}

/** The report page by page: of the run named, else of the last one that succeeded. */
export function reportPages(
  trapline: Trapline,
  filters: GapFilters,
  limit: number,
): AsyncIterable<GapReportDto> {
  const query = { ...gapQueryOf(filters), limit };
  return filters.run === undefined
    ? pagesOf(trapline, '/api/v1/erp/gap-analysis/latest', { query })
    : pagesOf(trapline, '/api/v1/erp/gap-analysis/runs/{id}', { query, path: { id: filters.run } });
}
