import { signal } from '@preact/signals';
import { query, withQuery } from '../../router.ts';

/** The plan that was open last. */
export const leftPlan = signal<string | undefined>(undefined);

/** Where a plan is shown; the filter of the list stays in the address. */
export function planAddress(id: string): string {
  return withQuery(`/plans/${encodeURIComponent(id)}`, query.value);
}

export function listAddress(): string {
  return withQuery('/plans', query.value);
}
