/**
 * What a caller was told of his change. `refused`: a definite 4xx; `not_made`: trouble, but certainly nothing was changed;
 * `unknown`: it may or may not have been made, or the connection broke.
 */
export type Told = 'acknowledged' | 'refused' | 'not_made' | 'unknown';

/** One change as its caller saw it. Times are positions in one order over all clients; an end is after its start. */
export interface Operation {
  readonly kind: 'create' | 'update' | 'delete';
  /** The device's reference: unique, and never changed by anybody. */
  readonly device: string;
  /** Values that the change sets; empty for a delete. */
  readonly fields: Readonly<Record<string, string>>;
  readonly start: number;
  readonly end: number;
  readonly told: Told;
}

/** A change of one field by somebody else, made at once. */
export interface ForeignEdit {
  readonly device: string;
  readonly field: string;
  readonly value: string;
  readonly at: number;
}

/** A device as upstream holds it. */
export interface Snapshot {
  readonly device: string;
  readonly fields: Readonly<Record<string, string>>;
  /** Everything we do not know of it, as text. */
  readonly extra: string;
}

/** All that was asked, told and done, with what upstream held at first and holds in the end. */
export interface History {
  readonly initial: readonly Snapshot[];
  readonly operations: readonly Operation[];
  readonly foreign: readonly ForeignEdit[];
  readonly final: readonly Snapshot[];
}
