import { signal } from '@preact/signals';
import { itemsOf, type PlanHeadDto } from '@trapline/client';
import { trapline } from '../api.ts';
import { GrowingList } from './growing-list.ts';

export type PlanStatus = PlanHeadDto['status'];
export const PLAN_STATUSES: readonly PlanStatus[] = [
  'draft',
  'applying',
  'paused',
  'applied',
  'failed',
  'cancelled',
];

const SHOWN = 20;
const PAGE = 100;

/** The status that plans have to be in to be listed; undefined for any. */
export const plansIn = signal<PlanStatus | undefined>(undefined);

/** The plans of the account, newest first. */
export const plans = new GrowingList<PlanHeadDto>(SHOWN, (limit) => {
  const status = plansIn.peek();
  const query = { limit: Math.min(limit, PAGE), ...(status !== undefined && { status: [status] }) };
  return itemsOf(trapline, '/api/v1/erp/sync/plans', 'plans', { query });
});

export interface PlanCounts {
  /** Actions that have a result. */
  readonly done: number;
  /** Actions that are to be applied, or were. */
  readonly total: number;
}

export function countsOf({ progress }: PlanHeadDto): PlanCounts {
  const { pending = 0, applied = 0, refused = 0, failed = 0, undone = 0 } = progress;
  const done = applied + refused + failed + undone;
  return { done, total: done + pending };
}

/** It goes on, or would if nobody had paused it. */
export function isUnderWay({ status }: PlanHeadDto): boolean {
  return status === 'applying' || status === 'paused';
}
