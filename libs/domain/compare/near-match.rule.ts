import type { Finding } from '../gap';
import { foldReference } from '../vocabulary';
import { compareText, finding } from './finding';
import { isLegalReference } from './illegal-reference.rule';
import { hasPoints, type ReferenceGroup } from './reference-groups';

export interface NearMatches {
  readonly findings: readonly Finding[];
  /** Groups that a near match explains; their one-sided findings would only repeat it. */
  readonly explained: ReadonlySet<ReferenceGroup>;
  /** Illegal spellings that go away by copying the legal one of their near match. */
  readonly spellingsMended: ReadonlySet<ReferenceGroup>;
}

/**
 * References without an exact counterpart that are equal but for case and white space. All spellings that fold to the
 * same text make one finding. A spelling that both sides share is no part of it, whatever else folds to the same.
 */
export function nearMatches(groups: Iterable<ReferenceGroup>): NearMatches {
  const oneSided = new Map<string, ReferenceGroup[]>();
  for (const group of groups) {
    if (hasPoints(group) && group.sensors.length > 0) continue;
    const key = foldReference(group.reference);
    const spellings = oneSided.get(key);
    if (spellings === undefined) oneSided.set(key, [group]);
    else spellings.push(group);
  }
  const findings: Finding[] = [];
  const explained = new Set<ReferenceGroup>();
  const spellingsMended = new Set<ReferenceGroup>();
  for (const spellings of oneSided.values()) {
    if (!spellings.some(hasPoints) || !spellings.some((group) => group.sensors.length > 0)) continue;
    const legal = spellings.filter((group) => isLegalReference(group.reference));
    findings.push(nearMatch(spellings, legal));
    for (const group of spellings) {
      explained.add(group);
      if (legal.length > 0) spellingsMended.add(group);
    }
  }
  return { findings, explained, spellingsMended };
}

function nearMatch(spellings: readonly ReferenceGroup[], legal: readonly ReferenceGroup[]): Finding {
  const points = spellings.flatMap((group) => (group.active.length > 0 ? group.active : group.archived));
  const devices = spellings.flatMap((group) => group.sensors);
  const inErp = quoted(spellings.filter(hasPoints));
  const onTrap = quoted(spellings.filter((group) => group.sensors.length > 0));
  const archived = points.every((point) => point.archived) ? ' (archived)' : '';
  const [right] = legal;
  return finding({
    kind: 'near_match',
    reference: right?.reference ?? smallest(spellings.filter(hasPoints)),
    points,
    devices,
    reason: `The ERP writes ${inErp}${archived}, the trap carries ${onTrap}: the same but for capitals or spaces.`,
    remedy:
      right === undefined
        ? 'If they belong together, choose one legal reference and enter it in the ERP and in Microshare.'
        : `If they belong together, write ${right.reference} on both sides, in the ERP and in Microshare.`,
  });
}

function quoted(groups: readonly ReferenceGroup[]): string {
  return groups
    .map((group) => `"${group.reference}"`)
    .sort(compareText)
    .join(', ');
}

function smallest(groups: readonly ReferenceGroup[]): string {
  return groups.map((group) => group.reference).sort(compareText)[0] ?? '';
}
