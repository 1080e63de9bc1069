import { Injectable } from '@nestjs/common';
import { type InspectionPoint, isPlanned, normalizeHardwareId, pointVersion } from '@libs/domain';
import type { Principal } from '../auth/principal';
import { BaseErpAdapter } from '../erp/base-erp.adapter';
import { ErpPoints } from '../erp/erp-points';
import type { ErpPointValues, ErpWriteResult } from '../erp/erp-write-back';
import { type ActionOutcome, applied, failed, later, refused } from './action-outcome';
import type { StoredAction } from './plan';
import type { DueAction } from './plan-course.store';
import { PointAudit } from './point-audit';

/** Tells the ERP what the actions of a plan say of its inspection points. */
@Injectable()
export class PointActions {
  constructor(
    private readonly erp: BaseErpAdapter,
    private readonly points: ErpPoints,
    private readonly audit: PointAudit,
  ) {}

  /**
   * One outcome per action.
   * @param points as they are now, by their id
   * @throws UpstreamError while nothing has been sent
   */
  async run(
    principal: Principal,
    actions: readonly DueAction[],
    points: ReadonlyMap<string, InspectionPoint>,
    signal: AbortSignal,
  ): Promise<readonly ActionOutcome[]> {
    const changes = actions.map((action) => {
      const updatedAt = points.get(action.erpId ?? '')?.updatedAt;
      return {
        erpId: action.erpId ?? '',
        values: valuesOf(action),
        ...(updatedAt !== undefined && updatedAt !== null && { expectedUpdatedAt: updatedAt }),
      };
    });
    const results = await this.erp.writeBack(changes, signal);
    this.points.noteWritten(results);
    return actions.map((action, i) => {
      const result = results[i];
      if (result === undefined) throw new Error(`the write-back of ${action.erpId ?? ''} has no result`);
      this.audit.record(principal, action, result);
      return outcomeOf(action, result, points.get(action.erpId ?? ''));
    });
  }
}

/** True where the ERP holds what the action was to tell it; when it was told is no part of that. */
export function isTold({ after }: StoredAction, point: InspectionPoint): boolean {
  const { hardwareId, status } = after ?? {};
  const isSameHardware =
    hardwareId === undefined || normalizeHardwareId(point.deviceEui) === normalizeHardwareId(hardwareId);
  return isSameHardware && (status === undefined || point.deviceStatus === status);
}

function valuesOf({ after }: DueAction): ErpPointValues {
  const { hardwareId, status, lastSync } = after ?? {};
  return {
    ...(hardwareId !== undefined && { deviceEui: isPlanned(hardwareId) ? '' : hardwareId }),
    ...(status !== undefined && { deviceStatus: status }),
    ...(lastSync !== undefined && { lastSync }),
  };
}

function outcomeOf(
  { position }: DueAction,
  result: ErpWriteResult,
  point: InspectionPoint | undefined,
): ActionOutcome {
  switch (result.outcome) {
    case 'written':
    case 'unchanged': {
      const deviceEui = result.outcome === 'written' ? result.after.deviceEui : undefined;
      const now = point && { ...point, ...(deviceEui !== undefined && { deviceEui }) };
      return applied(position, now === undefined ? null : pointVersion(now));
    }
    case 'refused': {
      if (result.reason === 'unavailable') return later(position, result.message);
      const outcome = result.reason === 'conflict' || result.reason === 'gone' ? refused : failed;
      return outcome(position, result.message);
    }
    case 'unknown':
      return later(position, result.message);
  }
}
