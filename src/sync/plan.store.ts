import { Injectable } from '@nestjs/common';
import { type RawBuilder, sql } from 'kysely';
import type { ActionKind, Risk } from '@libs/domain';
import { ProblemError } from '../common/problem';
import { Database } from '../database/database';
import type { UpstreamAccount } from '../microshare/upstream-account';
import type { ActionStatus, NewAction, NewPlan, Plan, PlanProgress, PlanStatus, StoredAction } from './plan';
import { actionOf, actionRow, planOf, planRow } from './plan.tables';

/** Rows per statement: a statement takes 65,535 values at most. */
const INSERTED_AT_ONCE = 500;
/** Actions in memory at a time while a plan is written out whole. */
const READ_AT_ONCE = 500;

/** Plans, each with its actions, that one statement deletes. */
const DELETED_AT_ONCE = 10;

/** The place of a plan in the list, newest first. */
export interface PlanPlace {
  readonly createdAt: string;
  readonly id: string;
}

export interface ActionFilter {
  readonly statuses?: readonly ActionStatus[] | undefined;
  readonly kinds?: readonly ActionKind[] | undefined;
  readonly risks?: readonly Risk[] | undefined;
}

/** Which plans of an account are wanted. */
export interface PlanListing {
  readonly statuses?: readonly PlanStatus[] | undefined;
  /** From behind this place on. */
  readonly after?: PlanPlace | undefined;
  readonly limit: number;
}

/** Plans as they are kept. A plan belongs to one account, and no other finds it. */
@Injectable()
export class PlanStore {
  constructor(private readonly database: Database) {}

  /** All of it, or nothing. */
  async save(plan: NewPlan, actions: readonly NewAction[]): Promise<Plan> {
    const summary: Partial<Record<ActionKind, number>> = {};
    for (const { kind, status } of actions) {
      if (status !== 'skipped') summary[kind] = (summary[kind] ?? 0) + 1;
    }
    return this.database.transaction(plan.account.tenant, async (tx) => {
      const row = await tx
        .insertInto('sync_plans')
        .values(planRow(plan, summary))
        .returningAll()
        .executeTakeFirstOrThrow();
      for (let from = 0; from < actions.length; from += INSERTED_AT_ONCE) {
        const rows = actions
          .slice(from, from + INSERTED_AT_ONCE)
          .map((action, i) => actionRow(plan, action, from + i + 1));
        await tx.insertInto('sync_plan_actions').values(rows).execute();
      }
      return planOf(row);
    });
  }

  async find({ tenant, account }: UpstreamAccount, id: string): Promise<Plan | undefined> {
    const row = await this.database.transaction(tenant, (tx) =>
      tx
        .selectFrom('sync_plans')
        .selectAll()
        .where('id', '=', id)
        .where('account', '=', account)
        .executeTakeFirst(),
    );
    return row && planOf(row);
  }

  /** @throws ProblemError `not-found` for a plan that is unknown, or of another account */
  async found(account: UpstreamAccount, id: string): Promise<Plan> {
    const plan = await this.find(account, id);
    if (plan === undefined) throw new ProblemError('not-found', 'there is no plan with this id');
    return plan;
  }

  /** Newest first. */
  async list(
    { tenant, account }: UpstreamAccount,
    { statuses, after, limit }: PlanListing,
  ): Promise<readonly Plan[]> {
    const rows = await this.database.transaction(tenant, (tx) =>
      tx
        .selectFrom('sync_plans')
        .selectAll()
        .where('account', '=', account)
        .$if(statuses !== undefined, (query) => query.where('status', 'in', [...(statuses ?? [])]))
        .$if(after !== undefined, (query) =>
          query.where((eb) =>
            eb(
              eb.refTuple('created_at', 'id'),
              '<',
              eb.tuple(new Date(after?.createdAt ?? ''), after?.id ?? ''),
            ),
          ),
        )
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute(),
    );
    return rows.map(planOf);
  }

  async progress({ account: { tenant }, id }: Plan): Promise<PlanProgress> {
    const rows = await this.database.transaction(tenant, (tx) =>
      tx
        .selectFrom('sync_plan_actions')
        .select(({ fn }) => ['status', fn.countAll<string>().as('count')])
        .where('plan_id', '=', id)
        .groupBy('status')
        .execute(),
    );
    return Object.fromEntries(rows.map(({ status, count }) => [status, Number(count)]));
  }

  /** In the order in which they are applied, from behind a position on. */
  async actions(
    { account: { tenant }, id }: Plan,
    { statuses, kinds, risks }: ActionFilter,
    after: number,
    limit: number,
  ): Promise<readonly StoredAction[]> {
    const rows = await this.database.transaction(tenant, (tx) =>
      tx
        .selectFrom('sync_plan_actions')
        .selectAll()
        .where('plan_id', '=', id)
        .where('position', '>', after)
        .$if(statuses !== undefined, (query) => query.where('status', 'in', [...(statuses ?? [])]))
        .$if(kinds !== undefined, (query) => query.where('kind', 'in', [...(kinds ?? [])]))
        .$if(risks !== undefined, (query) => query.where('risk', 'in', [...(risks ?? [])]))
        .orderBy('position')
        .limit(limit)
        .execute(),
    );
    return rows.map(actionOf);
  }

  /** Which of these positions the plan has no action at, or one that is skipped. */
  async unknown({ account: { tenant }, id }: Plan, positions: readonly number[]): Promise<readonly number[]> {
    const { rows } = await this.database.transaction(tenant, (tx) =>
      sql<{ readonly position: number }>`
        select given.position from unnest(${[...positions]}::integer[]) as given (position)
        where not exists (
          select from sync_plan_actions as action
          where action.plan_id = ${id} and action.position = given.position and action.status <> 'skipped'
        )
        order by given.position`.execute(tx),
    );
    return rows.map(({ position }) => position);
  }

  /**
   * Forgets plans on which nothing was done since `before`, with their actions, whether they were applied or not. Never one
   * that is being applied or is paused, nor one that a plan which stays undoes.
   * @returns how many
   */
  async expire(tenant: string, before: Date): Promise<number> {
    for (let deleted = 0; ;) {
      const { rows } = await this.database.transaction(tenant, (tx) =>
        sql`
          delete from sync_plans as gone where tenant = ${tenant} and ${isOver('gone', before)} and id in (
            select plan.id from sync_plans as plan
            where ${isOver('plan', before)}
              and not exists (
                select from sync_plans as undo where undo.undoes = plan.id and not ${isOver('undo', before)}
              )
            limit ${DELETED_AT_ONCE}
          ) returning id`.execute(tx),
      );
      deleted += rows.length;
      if (rows.length < DELETED_AT_ONCE) return deleted;
    }
  }

  /** All of them, a part in memory at a time. */
  async *everyAction(plan: Plan, filter: ActionFilter = {}): AsyncGenerator<StoredAction> {
    for (let after = 0; ;) {
      const part = await this.actions(plan, filter, after, READ_AT_ONCE);
      yield* part;
      const last = part.at(-1);
      if (last === undefined || part.length < READ_AT_ONCE) return;
      after = last.position;
    }
  }
}

function isOver(plan: string, before: Date): RawBuilder<boolean> {
  const column = (name: string): RawBuilder<unknown> => sql.ref(`${plan}.${name}`);
  return sql<boolean>`(
    ${column('status')} not in ('applying', 'paused')
    and greatest(${column('created_at')}, ${column('started_at')}, ${column('ended_at')}) < ${before})`;
}
