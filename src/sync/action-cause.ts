import type { AuditCause } from '../audit/audit-act';
import type { StoredAction } from './plan';

/** What the records of the changes that an action makes name as their cause. */
export function causeOf({ planId, position }: StoredAction): AuditCause {
  return { plan: planId, action: String(position) };
}
