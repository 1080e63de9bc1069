import type { Principal } from '../auth/principal';

/** Who did something. */
export interface AuditActor {
  /** `anonymous` is somebody who failed to prove the name; `system` is Trapline itself, by a schedule or a policy. */
  readonly kind: Principal['kind'] | 'anonymous';
  readonly name: string;
  readonly role?: string;
  readonly account?: string;
}

/** What it was done to. */
export interface AuditSubject {
  /** e.g. `device`, `plan`, `inspection_point`, `user`, `cache`. */
  readonly kind: string;
  /** A device's guid, a record's id, a user's name. */
  readonly id: string;
  /** The reference that both sides share, where it has one. */
  readonly reference?: string | undefined;
  /** The Microshare cluster that it lies in, where it lies in one. */
  readonly cluster?: string | undefined;
}

/** `refused`: for what was asked; `failed`: by an outage or a defect; `unknown`: it may have been done. */
export const AUDIT_RESULTS = ['done', 'refused', 'failed', 'unknown'] as const;
export type AuditResult = (typeof AUDIT_RESULTS)[number];

/** What of a plan it was done for. */
export interface AuditCause {
  /** The plan's id. */
  readonly plan: string;
  /** The id of the action within its plan. */
  readonly action: string;
}

/** One thing that somebody did, or tried to do. Never put a secret in. */
export interface AuditAct {
  readonly tenant: string;
  readonly actor: AuditActor;
  /** What was done, as `kind.verb`: `device.create`, `plan.apply`, `auth.login`. */
  readonly action: string;
  readonly subject: AuditSubject;
  /** Left out where no plan asked for it. */
  readonly cause?: AuditCause | undefined;
  /** The subject before and after, as plain data; null or left out where there is nothing to tell. */
  readonly before?: unknown;
  readonly after?: unknown;
  readonly result: AuditResult;
  /** In words for people: why it was refused, where it came from. */
  readonly detail?: string | undefined;
}

/** Whose act it is, for a caller of the API. */
export function by({ kind, name, role, account }: Principal): Pick<AuditAct, 'tenant' | 'actor'> {
  return { tenant: account.tenant, actor: { kind, name, role, account: account.account } };
}

/** Whose act it is, for what Trapline does by itself. */
export function bySystem(tenant: string, name: string): Pick<AuditAct, 'tenant' | 'actor'> {
  return { tenant, actor: { kind: 'system', name } };
}
