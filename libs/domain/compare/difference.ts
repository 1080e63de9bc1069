import type { Finding } from '../gap';

/** What changed between two comparisons, by finding id. */
export interface FindingDifference {
  /** Found now and not before. */
  readonly opened: readonly string[];
  /** Found before and not now. */
  readonly closed: readonly string[];
}

/** Compares findings with the ids of an earlier set; both lists keep the order of their source. */
export function differenceTo(
  previousIds: ReadonlySet<string>,
  findings: readonly Pick<Finding, 'id'>[],
): FindingDifference {
  const ids = new Set(findings.map((each) => each.id));
  return {
    opened: [...ids].filter((id) => !previousIds.has(id)),
    closed: [...previousIds].filter((id) => !ids.has(id)),
  };
}
