import { Injectable } from '@nestjs/common';
import { decodeCursor, encodeCursor } from '../common/cursor';
import type { UpstreamAccount } from '../microshare/upstream-account';
import type { Plan } from './plan';
import { type PlanDto, type PlanListDto, toPlanActionDto, toPlanHeadDto } from './plan.dto';
import type { ActionQueryDto, PlanQueryDto } from './plan.query';
import { type ActionFilter, type PlanPlace, PlanStore } from './plan.store';

/** Answers questions about plans, page by page. */
@Injectable()
export class PlanReader {
  constructor(private readonly plans: PlanStore) {}

  /** @throws ProblemError `bad-request` for a cursor of another list */
  async list(account: UpstreamAccount, { status, limit, cursor }: PlanQueryDto): Promise<PlanListDto> {
    const after = cursor === undefined ? undefined : decodePlanCursor(cursor);
    const found = await this.plans.list(account, { statuses: status, after, limit: limit + 1 });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      plans: await Promise.all(
        page.map(async (plan) => toPlanHeadDto(plan, await this.plans.progress(plan))),
      ),
      next_cursor:
        last === undefined || found.length === page.length
          ? null
          : encodeCursor([last.createdAt.toISOString(), last.id]),
    };
  }

  /** @throws ProblemError `bad-request` for a cursor of another plan */
  async page(plan: Plan, query: ActionQueryDto): Promise<PlanDto> {
    const after = query.cursor === undefined ? 0 : decodeActionCursor(query.cursor, plan.id);
    const found = await this.plans.actions(plan, filterOf(query), after, query.limit + 1);
    const page = found.slice(0, query.limit);
    const last = page.at(-1);
    const more = found.length > page.length && last !== undefined;
    return {
      ...toPlanHeadDto(plan, await this.plans.progress(plan)),
      actions: page.map(toPlanActionDto),
      next_cursor: more ? encodeCursor([plan.id, last.position]) : null,
    };
  }
}

export function filterOf({ status, kind, risk }: ActionQueryDto): ActionFilter {
  return { statuses: status, kinds: kind, risks: risk };
}

function decodePlanCursor(text: string): PlanPlace {
  const [createdAt, id] = decodeCursor(text, (value): value is readonly [string, string] => {
    if (!Array.isArray(value) || value.length !== 2) return false;
    const [at, plan] = value as readonly unknown[];
    return typeof at === 'string' && !Number.isNaN(Date.parse(at)) && typeof plan === 'string';
  });
  return { createdAt, id };
}

function decodeActionCursor(text: string, planId: string): number {
  const [, after] = decodeCursor(text, (value): value is readonly [string, number] => {
    if (!Array.isArray(value) || value.length !== 2) return false;
    const [id, position] = value as readonly unknown[];
    return id === planId && Number.isInteger(position) && Number(position) >= 0;
  });
  return after;
}
