import { ProblemError } from '../../common/problem';
import { duplicateReference } from './apply-change';
import type { ClusterDraft } from './cluster-draft';
import type { DeviceChange } from './device-change';
import { exchangeOf, type Outcome, tryChange } from './outcome';

type Update = DeviceChange & { readonly kind: 'update' };

/**
 * Applies the changes to the draft in their order; each can be refused alone, those of one exchange only together.
 * @param settled outcomes that are known already: these changes are not applied
 */
export function tryChanges(
  draft: ClusterDraft,
  changes: readonly DeviceChange[],
  settled: readonly (Outcome | undefined)[],
): readonly Outcome[] {
  const exchanges = new Map<string, { readonly change: Update; readonly at: number }[]>();
  changes.forEach((change, at) => {
    const exchange = exchangeOf(change);
    if (change.kind !== 'update' || exchange === undefined || settled[at] !== undefined) return;
    const members = exchanges.get(exchange);
    if (members === undefined) exchanges.set(exchange, [{ change, at }]);
    else members.push({ change, at });
  });
  const outcomes = [...settled];
  changes.forEach((change, at) => {
    if (outcomes[at] !== undefined) return;
    const members = exchanges.get(exchangeOf(change) ?? '');
    if (members === undefined || members.length < 2) {
      outcomes[at] = tryChange(draft, change);
      return;
    }
    const ended = tryExchange(
      draft,
      members.map((member) => member.change),
    );
    members.forEach((member, i) => (outcomes[member.at] = ended[i]));
  });
  return outcomes as readonly Outcome[];
}

/** All of them, or none: a reference is in use where the device that has it keeps it to the end. */
function tryExchange(draft: ClusterDraft, changes: readonly Update[]): readonly Outcome[] {
  const putBack = draft.keep(changes.map(({ guid }) => guid));
  const tried = changes.map((change) => tryChange(draft, { ...change, allowDuplicate: true }));
  const outcomes = tried.every(({ ok }) => ok)
    ? tried.map((outcome, i) => refusedWhereInUse(draft, changes[i], outcome))
    : tried;
  const at = outcomes.findIndex(({ ok }) => !ok);
  const first = outcomes[at];
  if (first === undefined || first.ok) return outcomes;
  putBack();
  const error = leftAlone(changes[at]?.guid ?? '', first.error);
  return outcomes.map((outcome) => (outcome.ok ? { ok: false, error } : outcome));
}

function refusedWhereInUse(draft: ClusterDraft, change: Update | undefined, outcome: Outcome): Outcome {
  if (!outcome.ok || change === undefined || change.allowDuplicate) return outcome;
  const { after, updatedFields } = outcome.result;
  if (after === null || !updatedFields.includes('erpReference')) return outcome;
  const other = draft.otherWithReference(after.erpReference, change.guid);
  return other === undefined ? outcome : { ok: false, error: duplicateReference(other) };
}

/** What is told of the others of an exchange. */
function leftAlone(guid: string, error: Error): Error {
  if (!(error instanceof ProblemError)) return error;
  const detail = `it exchanges references with the device ${guid}, which cannot be changed: ${error.message}`;
  return new ProblemError('conflict', detail, { cause: error });
}
