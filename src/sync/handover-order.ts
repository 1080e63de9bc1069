import type { ChangedDevice } from '../history/device-changes';
import { strongComponents } from './strong-components';

/**
 * The changes in an order in which references can be handed over: who has one that another device gets gives it up first.
 * Those of a group with several exchange their references: each waits for another one, so only all at once can be done.
 */
export function handedOver(changes: readonly ChangedDevice[]): readonly (readonly ChangedDevice[])[] {
  const renames = changes.filter(({ fields }) => fields.includes('erpReference'));
  const givers = groupedBy(renames, ({ before }) => before.erpReference);
  const takers = groupedBy(renames, ({ after }) => after.erpReference);
  const others = (found: readonly ChangedDevice[] = [], change: ChangedDevice): readonly ChangedDevice[] =>
    found.filter((each) => each !== change && change.fields.includes('erpReference'));
  return strongComponents(
    changes,
    (change) => others(givers.get(change.after.erpReference), change),
    (change) => others(takers.get(change.before.erpReference), change),
  );
}

function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    // Who has none gives none up, and takes none from anybody.
    if (key === '') continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
