import type { ErpPointValue } from '../erp-write-back';

/** What is read of an ERP's record: the six layers of a location, the hardware, and the state of the inspection. */
export const MAPPED_FIELDS = [
  'customer',
  'site',
  'area',
  'reference',
  'placement',
  'configuration',
  'deviceEui',
  'status',
] as const;
export type MappedField = (typeof MAPPED_FIELDS)[number];

/** Where a value goes in the ERP's record. */
export interface MappingTarget {
  readonly field: string;
  /** What to write, as an expression of `value`; absent: the value itself. */
  readonly to?: string;
  /** What was written, as an expression of the field: the way back of `to`. Absent: the field itself. */
  readonly from?: string;
}

/** How records of an ERP become inspection points, and what is written back: JSONata expressions, as data. */
export interface PointMapping {
  readonly read: Readonly<Record<MappedField, string>>;
  readonly write: { readonly [V in ErpPointValue]?: MappingTarget };
}

/** A mapping that comes with the adapter, to begin with. */
export interface MappingPreset {
  readonly id: string;
  readonly title: string;
  readonly mapping: PointMapping;
}

/** What is wrong with a mapping: which part (`read.customer`, `write.deviceStatus.to`), and what to do. */
export interface MappingProblem {
  readonly part: string;
  readonly message: string;
  readonly value?: string;
}

export interface MappingInUse {
  readonly mapping: PointMapping;
  /** 0 for the mapping of the settings; each mapping that is saved has a number of its own. */
  readonly version: number;
}
