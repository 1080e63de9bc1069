import { Injectable } from '@nestjs/common';
import { by } from '../audit/audit-act';
import { AuditTrail } from '../audit/audit-trail';
import type { Principal } from '../auth/principal';
import type { ErpWriteResult } from '../erp/erp-write-back';

/** A record of the ERP that was to be changed. */
export interface PointSubject {
  readonly erpId: string | null;
  readonly erpReference: string;
}

/** Records who told the ERP what. What changed nothing leaves nothing. */
@Injectable()
export class PointAudit {
  constructor(private readonly trail: AuditTrail) {}

  record(principal: Principal, { erpId, erpReference }: PointSubject, result: ErpWriteResult): void {
    if (result.outcome === 'unchanged') return;
    const written = result.outcome === 'written';
    this.trail.record({
      ...by(principal),
      action: 'point.write_back',
      subject: { kind: 'inspection_point', id: erpId ?? '', reference: erpReference },
      before: written ? result.before : null,
      after: written ? result.after : null,
      ...(written ? { result: 'done' } : { result: result.outcome, detail: result.message }),
    });
  }
}
