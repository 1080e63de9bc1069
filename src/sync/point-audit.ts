import { Injectable } from '@nestjs/common';
import type { ActionKind } from '@libs/domain';
import { by } from '../audit/audit-act';
import { AuditTrail } from '../audit/audit-trail';
import type { Principal } from '../auth/principal';
import type { ErpPointResult } from '../erp/erp-new-point';
import type { ErpWriteResult } from '../erp/erp-write-back';
import { causeOf } from './action-cause';
import type { StoredAction } from './plan';

/** Records who changed what in the ERP. What changed nothing leaves nothing. */
@Injectable()
export class PointAudit {
  constructor(private readonly trail: AuditTrail) {}

  /** A write-back. */
  written(principal: Principal, action: StoredAction, result: ErpWriteResult): void {
    if (result.outcome === 'unchanged') return;
    const { erpId, erpReference } = action;
    const written = result.outcome === 'written';
    this.trail.record({
      ...by(principal),
      action: 'point.write_back',
      subject: { kind: 'inspection_point', id: erpId ?? '', reference: erpReference },
      cause: causeOf(action),
      before: written ? result.before : null,
      after: written ? result.after : null,
      ...(written ? { result: 'done' } : { result: result.outcome, detail: result.message }),
    });
  }

  /** A point that was to be made, archived or restored. */
  made(principal: Principal, action: StoredAction, result: ErpPointResult): void {
    const { kind, erpId, erpReference, before, after } = action;
    const done = result.outcome === 'done';
    this.trail.record({
      ...by(principal),
      action: ACTIONS[kind] ?? kind,
      subject: {
        kind: 'inspection_point',
        id: done ? result.point.erpId : (erpId ?? ''),
        reference: erpReference,
      },
      cause: causeOf(action),
      before: done ? before : null,
      after: done ? after : null,
      ...(done ? { result: 'done' } : { result: result.outcome, detail: result.message }),
    });
  }
}

const ACTIONS: Readonly<Partial<Record<ActionKind, string>>> = {
  create_point: 'point.create',
  archive_point: 'point.archive',
  restore_point: 'point.restore',
};
