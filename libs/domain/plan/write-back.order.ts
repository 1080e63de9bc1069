import { compareText } from '../compare/finding';
import type { PlannedAction } from './plan-action';
import type { Verdict } from './plan-input';
import type { HardwareIndex } from './renames';

interface Waiting {
  readonly action: PlannedAction;
  /** Points that have the hardware and must give it up first. */
  blockers: number;
}

/**
 * Write-backs in an order in which no two points ever have the same hardware, which an ERP may refuse: who gives up a
 * hardware id goes before who gets it. Where nobody gives it up, or each waits for the other, none is written.
 */
export function* inTurn(verdicts: readonly Verdict[], hardware: HardwareIndex): Iterable<Verdict> {
  const waiting: Waiting[] = [];
  const byHolder = new Map<string, Waiting[]>();
  for (const verdict of verdicts) {
    if (!('action' in verdict)) {
      yield verdict;
      continue;
    }
    const { action } = verdict;
    const holders = hardware
      .points(action.after?.hardwareId ?? '')
      .filter(({ erpId }) => erpId !== action.erpId);
    const entry = { action, blockers: holders.length };
    waiting.push(entry);
    for (const { erpId } of holders) byHolder.set(erpId, [...(byHolder.get(erpId) ?? []), entry]);
  }
  const free = waiting
    .filter(({ blockers }) => blockers === 0)
    .sort((a, b) => compareText(a.action.erpId ?? '', b.action.erpId ?? ''));
  for (const { action } of free) {
    yield { action };
    for (const next of byHolder.get(action.erpId ?? '') ?? []) {
      next.blockers -= 1;
      // The list grows while it is walked: who has become free comes last.
      if (next.blockers === 0) free.push(next);
    }
  }
  for (const { action, blockers } of waiting) {
    if (blockers > 0) yield blocked(action);
  }
}

function blocked({ erpReference, erpId, guid, customer, site, after }: PlannedAction): Verdict {
  const reason = `The ERP has the hardware ${after?.hardwareId ?? ''} at another inspection point.`;
  return { skipped: { kind: 'write_back', reason, erpReference, erpId, guid, customer, site } };
}
