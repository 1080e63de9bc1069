import { Injectable } from '@nestjs/common';
import type { Device } from '@libs/domain';
import { type AuditCause, by } from '../audit/audit-act';
import { outcomeOf } from '../audit/audit-outcome';
import { AuditTrail } from '../audit/audit-trail';
import type { Principal } from '../auth/principal';

/** One operation that changed, or tried to change, a device. */
export interface AuditEntry {
  readonly action: 'create' | 'update' | 'delete';
  readonly guid: string;
  readonly clusterId: string;
  /** As it was to be, where it was not changed. */
  readonly erpReference?: string | undefined;
  readonly before: Device | null;
  readonly after: Device | null;
  /** What of a plan it was done for. */
  readonly cause?: AuditCause | undefined;
  /** `done`, or the error that ended it. */
  readonly result: unknown;
}

/** Records who changed which device. */
@Injectable()
export class AuditLog {
  constructor(private readonly trail: AuditTrail) {}

  record(
    principal: Principal,
    { action, guid, clusterId, before, after, cause, result, ...entry }: AuditEntry,
  ): void {
    const reference = (after ?? before)?.erpReference ?? entry.erpReference;
    this.trail.record({
      ...by(principal),
      action: `device.${action}`,
      subject: { kind: 'device', id: guid, reference, cluster: clusterId },
      before,
      after,
      cause,
      ...(result === 'done' ? { result } : outcomeOf(result)),
    });
  }
}
