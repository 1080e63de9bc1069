import { Injectable } from '@nestjs/common';
import { type ActionKind, type InspectionPoint, isPlanned, pointVersion } from '@libs/domain';
import type { Principal } from '../auth/principal';
import { BaseErpAdapter } from '../erp/base-erp.adapter';
import { ErpPoints } from '../erp/erp-points';
import type { ErpPointResult } from '../erp/erp-new-point';
import type { ErpPointValues, ErpWriteBack, ErpWriteResult } from '../erp/erp-write-back';
import { type ActionOutcome, applied, failed, later, outcomeOf, refused } from './action-outcome';
import type { DueAction } from './plan-course.store';
import { PointAudit } from './point-audit';
import { deviceFieldsIn } from './point-done';

type Points = ReadonlyMap<string, InspectionPoint>;

/** Changes the ERP's inspection points as the actions of a plan say. */
@Injectable()
export class PointActions {
  constructor(
    private readonly erp: BaseErpAdapter,
    private readonly points: ErpPoints,
    private readonly audit: PointAudit,
  ) {}

  /**
   * One outcome per action, in no order.
   * @param points as they are now, by their id
   * @throws the signal's reason
   */
  async run(
    principal: Principal,
    actions: readonly DueAction[],
    points: Points,
    signal: AbortSignal,
  ): Promise<readonly ActionOutcome[]> {
    const outcomes: ActionOutcome[] = [];
    // Who gives up a hardware id goes before who gets it.
    for (const [kind, carryOut] of [
      ['archive_point', this.setArchived],
      ['write_back', this.writeBack],
      ['create_point', this.create],
      ['restore_point', this.setArchived],
    ] satisfies readonly (readonly [ActionKind, PointActions['writeBack']])[]) {
      const due = actions.filter((action) => action.kind === kind);
      if (due.length === 0) continue;
      try {
        outcomes.push(...(await carryOut(principal, due, points, signal)));
      } catch (error) {
        signal.throwIfAborted();
        outcomes.push(...due.map(({ position }) => outcomeOf(position, error)));
      }
    }
    return outcomes;
  }

  private readonly writeBack = async (
    principal: Principal,
    actions: readonly DueAction[],
    points: Points,
    signal: AbortSignal,
  ): Promise<readonly ActionOutcome[]> => {
    const changes = actions.map((action): ErpWriteBack => {
      return { erpId: action.erpId ?? '', values: valuesOf(action), ...expected(action, points) };
    });
    const results = await this.erp.writeBack(changes, signal);
    this.points.noteWritten(results);
    return actions.map((action, i) => {
      const result = resultAt(results, i);
      this.audit.written(principal, action, result);
      return outcomeOfWrite(action, result, points.get(action.erpId ?? ''));
    });
  };

  private readonly create = async (
    principal: Principal,
    actions: readonly DueAction[],
    _points: Points,
    signal: AbortSignal,
  ): Promise<readonly ActionOutcome[]> => {
    const wanted = actions.map((action) => ({ key: action.guid ?? '', fields: deviceFieldsIn(action) }));
    return this.made(principal, actions, await this.erp.createPoints(wanted, signal));
  };

  private readonly setArchived = async (
    principal: Principal,
    actions: readonly DueAction[],
    points: Points,
    signal: AbortSignal,
  ): Promise<readonly ActionOutcome[]> => {
    const changes = actions.map((action) => ({
      erpId: action.erpId ?? '',
      archived: action.kind === 'archive_point',
      ...expected(action, points),
    }));
    return this.made(principal, actions, await this.erp.setArchived(changes, signal));
  };

  private made(
    principal: Principal,
    actions: readonly DueAction[],
    results: readonly ErpPointResult[],
  ): readonly ActionOutcome[] {
    this.points.noteNow(results.flatMap((result) => (result.outcome === 'done' ? [result.point] : [])));
    return actions.map((action, i) => {
      const result = resultAt(results, i);
      this.audit.made(principal, action, result);
      const { position } = action;
      if (result.outcome !== 'done') return outcomeOfTrouble(position, result);
      return applied(position, pointVersion(result.point), result.point.erpId);
    });
  }
}

function expected({ erpId }: DueAction, points: Points): { readonly expectedUpdatedAt?: string } {
  const updatedAt = points.get(erpId ?? '')?.updatedAt;
  return updatedAt !== undefined && updatedAt !== null ? { expectedUpdatedAt: updatedAt } : {};
}

function valuesOf({ after }: DueAction): ErpPointValues {
  const { hardwareId, status, lastSync } = after ?? {};
  return {
    ...(hardwareId !== undefined && { deviceEui: isPlanned(hardwareId) ? '' : hardwareId }),
    ...(status !== undefined && { deviceStatus: status }),
    ...(lastSync !== undefined && { lastSync }),
  };
}

function resultAt<T>(results: readonly T[], at: number): T {
  const result = results[at];
  if (result === undefined) throw new Error(`the ERP gives no result for change ${at}`);
  return result;
}

function outcomeOfWrite(
  { position }: DueAction,
  result: ErpWriteResult,
  point: InspectionPoint | undefined,
): ActionOutcome {
  if (result.outcome !== 'written' && result.outcome !== 'unchanged') {
    return outcomeOfTrouble(position, result);
  }
  const deviceEui = result.outcome === 'written' ? result.after.deviceEui : undefined;
  const now = point && { ...point, ...(deviceEui !== undefined && { deviceEui }) };
  return applied(position, now === undefined ? null : pointVersion(now));
}

function outcomeOfTrouble(
  position: number,
  result: Extract<ErpWriteResult | ErpPointResult, { readonly outcome: 'refused' | 'unknown' }>,
): ActionOutcome {
  if (result.outcome === 'unknown' || result.reason === 'unavailable') return later(position, result.message);
  const outcome = result.reason === 'conflict' || result.reason === 'gone' ? refused : failed;
  return outcome(position, result.message);
}
