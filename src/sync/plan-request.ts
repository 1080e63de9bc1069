import type { Direction } from '@libs/domain';
import type { PlanRestrictionDto } from './plan.query';
import type { PlanRequest } from './planner';

/** What a caller asks for, in our words. */
export function requestOf(
  { scope, filters }: PlanRestrictionDto,
  direction: Direction,
  otherwiseIn?: string,
): PlanRequest {
  return {
    direction,
    trigger: 'request',
    otherwiseIn,
    scope: {
      ...(scope?.customers !== undefined && { customers: scope.customers }),
      ...(scope?.sites !== undefined && { sites: scope.sites }),
      ...(scope?.references !== undefined && { references: scope.references }),
      ...(scope?.cluster_ids !== undefined && { clusterIds: scope.cluster_ids }),
    },
    filters: {
      ...(filters?.kinds !== undefined && { kinds: filters.kinds }),
      ...(filters?.max_risk !== undefined && { maxRisk: filters.max_risk }),
    },
  };
}
