import type { ActionKind } from './plan-action';

/** Fields that one of the sides owns. */
export const OWNED_FIELDS = [
  'customer',
  'site',
  'area',
  'reference',
  'placement',
  'configuration',
  'hardware_id',
  'status',
] as const;
export type OwnedField = (typeof OWNED_FIELDS)[number];

export const OWNERS = ['erp', 'iot'] as const;
export type Owner = (typeof OWNERS)[number];

export const CONFLICT_RULES = ['owner_wins', 'newest_wins', 'skip'] as const;
/**
 * Both sides say something, and it differs: the owner's value goes to the other side; or only where the owner's record
 * was changed last; or it is told and left alone.
 */
export type ConflictRule = (typeof CONFLICT_RULES)[number];

export const ARCHIVE_RULES = ['set_inactive', 'delete', 'ignore'] as const;
/** What happens to the device of an inspection point that is archived. */
export type ArchiveRule = (typeof ARCHIVE_RULES)[number];

/** How one tenant wants its sides kept in step. */
export interface SyncPolicy {
  readonly owners: Readonly<Record<OwnedField, Owner>>;
  readonly conflict: ConflictRule;
  readonly onArchive: ArchiveRule;
  /** A trap whose reference no inspection point has gets one in the ERP; not where the trap is `inactive`. */
  readonly createPoints: boolean;
  /** Kinds that are applied without being asked for, as soon as a plan is made; empty = none. */
  readonly autoApply: readonly ActionKind[];
  /** 0..100: a plan that would touch more of the records than this is never applied by itself; it waits for somebody. */
  readonly limitPercent: number;
  /** For new devices whose inspection point says nothing of it. */
  readonly defaultPlacement: string;
  readonly defaultConfiguration: string;
}

/** The ERP decides which traps there are and where, the platform what and how they are; nothing is deleted or done unasked. */
export const DEFAULT_POLICY: SyncPolicy = {
  owners: {
    customer: 'erp',
    site: 'erp',
    area: 'erp',
    reference: 'erp',
    placement: 'erp',
    configuration: 'erp',
    hardware_id: 'iot',
    status: 'iot',
  },
  conflict: 'owner_wins',
  onArchive: 'set_inactive',
  createPoints: false,
  autoApply: [],
  limitPercent: 20,
  defaultPlacement: 'Internal',
  defaultConfiguration: 'Bait/Lured',
};
