import { Injectable } from '@nestjs/common';
import { sideOf } from '@libs/domain';
import { sql, type Transaction } from 'kysely';
import { Database } from '../database/database';
import type { Schema } from '../database/schema';
import type { ActionStatus, Actor, Plan, PlanStatus, StoredAction } from './plan';
import { actionOf, planOf } from './plan.tables';

/** Actions that one step carries out; progress is stored after each. */
const AT_ONCE = 500;
/** The result of what a cancelled plan does not do any more. */
export const CANCELLED = 'The plan was cancelled.';

/** An action whose turn has come. */
export interface DueAction extends StoredAction {
  /** It was given out before, and nobody knows whether it was carried out. */
  readonly wasSent: boolean;
}

export interface PlanStep {
  readonly plan: Plan;
  /** All of one side, in order. */
  readonly actions: readonly DueAction[];
}

/** What became of an action. */
export interface SettledAction {
  readonly position: number;
  readonly status: 'applied' | 'refused' | 'failed' | 'skipped';
  /** Why it was not applied; '' where it was. */
  readonly result: string;
  readonly appliedVersion: string | null;
  /** The ERP's record that was made; absent where the action names its record. */
  readonly erpId?: string;
}

/** Versions that records have by what this plan itself has done to them. */
export interface OwnVersions {
  readonly byGuid: ReadonlyMap<string, string>;
  readonly byErpId: ReadonlyMap<string, string>;
}

/** The ways between the statuses of a plan and of its actions. Each is one transaction that holds the plan's row. */
@Injectable()
export class PlanCourse {
  constructor(private readonly database: Database) {}

  /** Marks actions as wanted, all that can still be applied where none are named, and lets the plan be applied. */
  async begin(plan: Plan, by: Actor, positions: readonly number[] | undefined): Promise<Plan> {
    return this.held(plan, async (tx) => {
      await tx
        .updateTable('sync_plan_actions')
        .set({ chosen: true, status: 'pending', result: '' })
        .where('plan_id', '=', plan.id)
        .where('status', 'in', ['pending', 'failed'])
        .$if(positions !== undefined, (query) => query.where('position', 'in', [...(positions ?? [])]))
        .execute();
      const started = { started_at: new Date(), started_by: JSON.stringify(by), ended_at: null };
      return this.move(tx, plan, { status: 'applying', note: '', ...started });
    });
  }

  /** @returns undefined where the plan was in none of the statuses by now */
  async change(
    plan: Plan,
    from: readonly PlanStatus[],
    to: PlanStatus,
    note?: string,
  ): Promise<Plan | undefined> {
    return this.held(plan, async (tx, current) => {
      if (!from.includes(current.status)) return undefined;
      return this.move(tx, plan, {
        status: to,
        ...(note !== undefined && { note }),
        ...(to === 'failed' && { ended_at: new Date() }),
      });
    });
  }

  /** What was not given out yet never will be. @returns undefined where the plan is applied, or cancelled, already */
  async cancel(plan: Plan): Promise<Plan | undefined> {
    return this.held(plan, async (tx, current) => {
      if (current.status === 'applied' || current.status === 'cancelled') return undefined;
      await tx
        .updateTable('sync_plan_actions')
        .set({ status: 'skipped', result: CANCELLED, settled_at: new Date() })
        .where('plan_id', '=', plan.id)
        .where('status', '=', 'pending')
        .where('sent_at', 'is', null)
        .execute();
      return this.move(tx, plan, { status: 'cancelled', ended_at: new Date() });
    });
  }

  /** A plan for whoever works on it, whatever account it belongs to. */
  async find(tenant: string, id: string): Promise<Plan | undefined> {
    return this.database.transaction(tenant, (tx) => lockedPlan(tx, id));
  }

  async note(plan: Plan, note: string): Promise<void> {
    await this.held(plan, (tx) => this.move(tx, plan, { note }));
  }

  /**
   * The next actions to carry out, marked as given out. Where none are left, the plan is ended.
   * @param after position from behind which they are wanted
   * @returns undefined when there is nothing to do from there on, or the plan is not to be applied any more
   */
  async next(
    tenant: string,
    id: string,
    after: number,
  ): Promise<PlanStep | { readonly ended: Plan } | undefined> {
    return this.database.transaction(tenant, async (tx) => {
      const found = await lockedPlan(tx, id);
      if (found?.status !== 'applying' && found?.status !== 'cancelled') return undefined;
      // What it waited for is tried again now.
      const plan = found.note === '' || after > 0 ? found : await this.move(tx, found, { note: '' });
      const due = tx
        .selectFrom('sync_plan_actions')
        .selectAll()
        .where('plan_id', '=', id)
        .where('status', '=', 'pending')
        .where('chosen', '=', true)
        // Of a cancelled plan only what was given out already: what became of it has to be found out.
        .$if(plan.status === 'cancelled', (query) => query.where('sent_at', 'is not', null))
        .orderBy('position');
      const rows = await due.where('position', '>', after).limit(AT_ONCE).execute();
      const [first] = rows;
      if (first === undefined) {
        const [left] = after === 0 ? [] : await due.limit(1).execute();
        return left === undefined ? this.end(tx, plan) : undefined;
      }
      const otherSide = rows.findIndex(({ kind }) => sideOf(kind) !== sideOf(first.kind));
      const step = otherSide === -1 ? rows : rows.slice(0, otherSide);
      const last = step.at(-1);
      // What can only be done at once is never parted.
      if (step.length === AT_ONCE && last !== undefined && last.exchange !== null) {
        const { position, exchange } = last;
        step.push(...(await due.where('position', '>', position).where('exchange', '=', exchange).execute()));
      }
      const positions = step.map(({ position }) => position);
      await tx
        .updateTable('sync_plan_actions')
        .set({ sent_at: new Date() })
        .where('plan_id', '=', id)
        .where('position', 'in', positions)
        .where('sent_at', 'is', null)
        .execute();
      return { plan, actions: step.map((row) => ({ ...actionOf(row), wasSent: row.sent_at !== null })) };
    });
  }

  /** Writes down what became of actions, once; what an action has undone is told to the plan that it undoes. */
  async settle(plan: Plan, settled: readonly SettledAction[]): Promise<void> {
    if (settled.length === 0) return;
    await this.held(plan, async (tx) => {
      const given = settled.map(({ position, status, result, appliedVersion, erpId }) => {
        return { position, status, result, version: appliedVersion, erp_id: erpId };
      });
      const { rows } = await sql<{ readonly status: ActionStatus; readonly undoes: number | null }>`
        update sync_plan_actions as action
        set status = given.status, result = given.result, applied_version = given.version, settled_at = ${new Date()},
          erp_id = coalesce(given.erp_id, action.erp_id)
        from jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
          as given (position integer, status text, result text, version text, erp_id text)
        where action.plan_id = ${plan.id} and action.position = given.position and action.status = 'pending'
        returning action.status, action.undoes`.execute(tx);
      const undone = rows.flatMap(({ status, undoes }) => (status === 'applied' ? (undoes ?? []) : []));
      if (plan.undoes === null || undone.length === 0) return;
      await tx
        .updateTable('sync_plan_actions')
        .set({ status: 'undone' })
        .where('plan_id', '=', plan.undoes)
        .where('status', '=', 'applied')
        .where('position', 'in', undone)
        .execute();
    });
  }

  /** What this plan itself has made of the records of these actions. */
  async ownVersions(plan: Plan, actions: readonly StoredAction[]): Promise<OwnVersions> {
    const guids = actions.flatMap(({ guid }) => guid ?? []);
    const erpIds = actions.flatMap(({ erpId }) => erpId ?? []);
    const rows = await this.database.transaction(plan.account.tenant, (tx) =>
      tx
        .selectFrom('sync_plan_actions')
        .select(['kind', 'guid', 'erp_id', 'applied_version'])
        .where('plan_id', '=', plan.id)
        .where('status', '=', 'applied')
        .where((eb) => eb.or([eb('guid', 'in', [...guids, '']), eb('erp_id', 'in', [...erpIds, ''])]))
        .execute(),
    );
    const byGuid = new Map<string, string>();
    const byErpId = new Map<string, string>();
    for (const { kind, guid, erp_id: erpId, applied_version: version } of rows) {
      if (version === null) continue;
      if (sideOf(kind) === 'erp') {
        if (erpId !== null) byErpId.set(erpId, version);
      } else if (guid !== null) byGuid.set(guid, version);
    }
    return { byGuid, byErpId };
  }

  private async end(tx: Transaction<Schema>, plan: Plan): Promise<{ readonly ended: Plan } | undefined> {
    if (plan.status === 'cancelled') return undefined;
    const failed = await tx
      .selectFrom('sync_plan_actions')
      .select('position')
      .where('plan_id', '=', plan.id)
      .where('status', '=', 'failed' satisfies ActionStatus)
      .limit(1)
      .executeTakeFirst();
    const status = failed === undefined ? 'applied' : 'failed';
    const note =
      failed === undefined ? '' : 'Some actions have failed; apply the plan again to try them again.';
    return { ended: await this.move(tx, plan, { status, note, ended_at: new Date() }) };
  }

  private async held<T>(
    { account: { tenant }, id }: Plan,
    work: (tx: Transaction<Schema>, current: Plan) => Promise<T>,
  ): Promise<T> {
    return this.database.transaction(tenant, async (tx) => {
      const current = await lockedPlan(tx, id);
      if (current === undefined) throw new Error(`the plan ${id} is gone`);
      return work(tx, current);
    });
  }

  private async move(
    tx: Transaction<Schema>,
    { id }: Plan,
    values: {
      readonly status?: PlanStatus;
      readonly note?: string;
      readonly started_at?: Date;
      readonly started_by?: string;
      readonly ended_at?: Date | null;
    },
  ): Promise<Plan> {
    const row = await tx
      .updateTable('sync_plans')
      .set(values)
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    return planOf(row);
  }
}

async function lockedPlan(tx: Transaction<Schema>, id: string): Promise<Plan | undefined> {
  const row = await tx
    .selectFrom('sync_plans')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row && planOf(row);
}
