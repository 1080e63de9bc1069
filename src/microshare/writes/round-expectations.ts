import type { ClusterDraft } from './cluster-draft';
import type { DeviceChange } from './device-change';
import {
  type Expectation,
  expectationOf,
  expectationOfRefusal,
  judge,
  type RecordedExpectation,
} from './expectation';
import type { JournalState } from './journal-state';
import { type Intended, needsWrite, type Outcome, tryChange } from './outcome';

/** What a round writes beside each expectation: when, for whose account and under which lease of which store it was recorded. */
export type Mark = Omit<RecordedExpectation, 'expectation' | 'raw'>;

/** A round's changes with what became of them. */
interface Tried {
  readonly changes: readonly DeviceChange[];
  readonly outcomes: readonly Outcome[];
  /** What doubtful writes may make of the changes. */
  readonly intended: Intended;
}

/**
 * Applies what was acknowledged and has been undone again; keeps what is still in danger. What this round takes over from
 * upstream counts as recorded by it: whatever was announced before is an earlier write from then on.
 */
export function repair(
  draft: ClusterDraft,
  { expectations, evidenceFor, danger }: JournalState,
  mark: Mark,
): { readonly kept: ReadonlyMap<string, RecordedExpectation>; readonly repaired: number } {
  const kept = new Map<string, RecordedExpectation>();
  let repaired = 0;
  for (const [guid, recorded] of expectations) {
    const { repair: change, left } = judge(recorded.expectation, draft.find(guid), evidenceFor(recorded));
    if (change !== undefined && tryChange(draft, restoring(change, recorded)).ok) repaired += 1;
    if (!danger || left === undefined) continue;
    kept.set(
      guid,
      left === recorded.expectation ? recorded : record(left, draft, { ...mark, account: recorded.account }),
    );
  }
  return { kept, repaired };
}

/** What is kept of the expectations, with those of this round's outcomes: some earlier write can still undo them. */
export function expect(
  { changes, outcomes, intended }: Tried,
  draft: ClusterDraft,
  kept: ReadonlyMap<string, RecordedExpectation>,
  mark: Mark,
): ReadonlyMap<string, RecordedExpectation> {
  const expectations = new Map(kept);
  changes.forEach((change, i) => {
    const [outcome, doubtful] = [outcomes[i], intended[i]];
    const earlier = expectations.get(change.guid)?.expectation;
    if (outcome?.ok === true) {
      expectations.set(change.guid, record(expectationOf(change, outcome.result, earlier), draft, mark));
    } else if (doubtful?.ok === true && needsWrite(doubtful)) {
      const expectation = expectationOfRefusal(change, doubtful.result, draft.find(change.guid), earlier);
      expectations.set(change.guid, record(expectation, draft, mark));
    }
  });
  return expectations;
}

function record(expectation: Expectation, draft: ClusterDraft, mark: Mark): RecordedExpectation {
  return { expectation, raw: draft.rawOf(expectation.guid), ...mark };
}

/** Makes a device again with everything that upstream held of it. */
function restoring(change: DeviceChange, { raw }: RecordedExpectation): DeviceChange {
  return change.kind === 'create' ? { ...change, like: raw } : change;
}
