import type { DeviceFields } from '../device';
import type { Subject } from './subject';

/**
 * What a plan can do to one record. `delete` is planned only where a policy or the undoing of a `create` asks for it,
 * `create_point` only where the policy does; `archive_point` undoes that, and `restore_point` the archiving.
 */
export const ACTION_KINDS = [
  'create',
  'update',
  'move',
  'rename',
  'status',
  'retire',
  'delete',
  'write_back',
  'create_point',
  'archive_point',
  'restore_point',
] as const;
export type ActionKind = (typeof ACTION_KINDS)[number];

export const RISKS = ['low', 'medium', 'high'] as const;
/** `low` adds or completes; `medium` changes what somebody relies on, and can be undone; `high` moves or takes away. */
export type Risk = (typeof RISKS)[number];

export const DIRECTIONS = ['to_microshare', 'to_erp', 'both'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/**
 * The values that an action is about, and no others; `clusterId` for where a device is made, moved or taken away. In a
 * `write_back` they are what the ERP holds of the device, `lastSync` (ISO 8601 UTC, or '') when it was last told.
 */
export interface PlanValues extends Partial<DeviceFields> {
  readonly clusterId?: string;
  readonly lastSync?: string;
}

/** One change to one record of one side, with everything needed to judge it, to make it, and to undo it. */
export interface PlannedAction extends Subject {
  readonly kind: ActionKind;
  readonly risk: Risk;
  /** Why, in a sentence for the people who plan. */
  readonly reason: string;
  /** The cluster that holds the device, or is to hold a new one; null for an action on the ERP's side. */
  readonly clusterId: string | null;
  /** null for a record that is made or restored; all its values for one that is deleted or archived. */
  readonly before: PlanValues | null;
  /** null for a record that is deleted or archived. */
  readonly after: PlanValues | null;
  /** Versions that the plan was made from; null where that side has no record yet. */
  readonly deviceVersion: string | null;
  readonly pointVersion: string | null;
  /** Actions of a plan with the same number exchange the references of their devices: they are carried out together. */
  readonly exchange?: number | undefined;
}

/** Something that looks as if it wanted an action and gets none, with the reason. */
export interface SkippedAction extends Subject {
  /** What it would have been. */
  readonly kind: ActionKind;
  readonly reason: string;
}

const ERP_KINDS: ReadonlySet<ActionKind> = new Set([
  'write_back',
  'create_point',
  'archive_point',
  'restore_point',
]);

/** The side whose record the action changes. */
export function sideOf(kind: ActionKind): 'microshare' | 'erp' {
  return ERP_KINDS.has(kind) ? 'erp' : 'microshare';
}
