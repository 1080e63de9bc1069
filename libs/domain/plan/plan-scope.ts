import { sameText } from '../compare/location-differs.rules';
import type { ActionKind, PlannedAction, Risk, SkippedAction } from './plan-action';
import { RISKS } from './plan-action';

/** Which records a plan is for. What is not named does not restrict. */
export interface PlanScope {
  readonly customers?: readonly string[];
  readonly sites?: readonly string[];
  readonly references?: readonly string[];
  readonly clusterIds?: readonly string[];
}

/** Which actions a plan is to hold. What is not named does not restrict. */
export interface PlanFilters {
  readonly kinds?: readonly ActionKind[];
  readonly maxRisk?: Risk;
}

/**
 * Tells what of a plan is wanted. A plan is made from the whole of both sides and restricted afterwards: what is
 * ambiguous shows only in the whole.
 */
export function planSelection(
  scope: PlanScope,
  filters: PlanFilters,
): {
  readonly wantsAction: (action: PlannedAction) => boolean;
  readonly wantsSkipped: (skipped: SkippedAction) => boolean;
} {
  const references = scope.references === undefined ? undefined : new Set(scope.references);
  const inPlace = ({ customer, site, erpReference }: PlannedAction | SkippedAction): boolean =>
    named(scope.customers, customer) &&
    named(scope.sites, site) &&
    (references === undefined || references.has(erpReference));
  const ofKind = ({ kind }: { readonly kind: ActionKind }): boolean => filters.kinds?.includes(kind) ?? true;
  const inCluster = ({ clusterId }: PlannedAction): boolean =>
    scope.clusterIds === undefined || (clusterId !== null && scope.clusterIds.includes(clusterId));
  const mostRisk = filters.maxRisk === undefined ? RISKS.length : RISKS.indexOf(filters.maxRisk);
  return {
    wantsAction: (action) =>
      inPlace(action) && ofKind(action) && inCluster(action) && RISKS.indexOf(action.risk) <= mostRisk,
    wantsSkipped: (skipped) => inPlace(skipped) && ofKind(skipped) && scope.clusterIds === undefined,
  };
}

function named(names: readonly string[] | undefined, value: string): boolean {
  return names === undefined || names.some((name) => sameText(name, value));
}
