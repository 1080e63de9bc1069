import type { History, Operation, Snapshot } from './history';

/** Something that gave a device its existence or a field its value, with the span in which it can have taken effect. */
interface Effect {
  readonly start: number;
  readonly end: number;
  /** Whoever was told of it relies on it. */
  readonly certain: boolean;
}

/**
 * What of the final state no order of the changes explains; empty when one does. Each existence and each field is a
 * register of its own: its last writer may be any write that no acknowledged one began after. An acknowledged change took
 * effect between its start and its end, an unknown one at any time after its start or not at all, the others never.
 */
export function checkHistory(history: History): readonly string[] {
  const found = new Map<string, Snapshot[]>();
  for (const one of history.final) found.set(one.device, [...(found.get(one.device) ?? []), one]);
  const names = new Set([
    ...history.initial.map(({ device }) => device),
    ...history.operations.map(({ device }) => device),
    ...found.keys(),
  ]);
  return [...names].flatMap((name) => checkDevice(history, name, found.get(name) ?? []));
}

function checkDevice(history: History, name: string, found: readonly Snapshot[]): readonly string[] {
  if (found.length > 1) return [`${name} exists ${found.length} times`];
  const operations = history.operations.filter(({ device }) => device === name);
  const initial = history.initial.find(({ device }) => device === name);
  const [final] = found;
  const problems = checkExistence(name, initial, operations, final !== undefined);
  if (final === undefined || problems.length > 0) return problems;
  const extra =
    initial !== undefined && initial.extra !== final.extra
      ? [`${name} has lost or changed fields that we do not know: ${initial.extra} became ${final.extra}`]
      : [];
  return [...extra, ...checkFields(history, initial, operations, final)];
}

function checkExistence(
  name: string,
  initial: Snapshot | undefined,
  operations: readonly Operation[],
  exists: boolean,
): readonly string[] {
  const creates = effects(operations, (one) => one.kind === 'create');
  if (initial !== undefined) creates.push({ start: -1, end: -1, certain: true });
  const deletes = effects(operations, (one) => one.kind === 'delete');
  if (exists && creates.length === 0) {
    const asked = operations.find(({ kind }) => kind === 'create');
    return [
      asked === undefined
        ? `${name} exists and nobody created it`
        : `${name} exists although its creation was told to be ${asked.told}`,
    ];
  }
  if (exists) {
    return creates.some((create) => canBeLast(create, deletes))
      ? []
      : [`${name} exists although its deletion was acknowledged`];
  }
  // Who updated it was told that it exists.
  const updates = effects(operations, (one) => one.kind === 'update').filter(({ certain }) => certain);
  const proofs = [...creates, ...updates];
  if (!proofs.some(({ certain }) => certain)) return [];
  return deletes.some((one) => canBeLast(one, proofs)) ? [] : [`${name} is gone although nobody deleted it`];
}

function checkFields(
  { foreign }: History,
  initial: Snapshot | undefined,
  operations: readonly Operation[],
  final: Snapshot,
): readonly string[] {
  return Object.entries(final.fields).flatMap(([field, value]) => {
    const writes = (wanted: (written: string) => boolean): Effect[] => {
      const made = effects(operations, ({ fields }) => fields[field] !== undefined && wanted(fields[field]));
      const first = initial?.fields[field];
      if (first !== undefined && wanted(first)) made.push({ start: -1, end: -1, certain: true });
      for (const edit of foreign) {
        // It can be overwritten by a write that was read before it: nobody was told that it stays.
        if (edit.device === final.device && edit.field === field && wanted(edit.value))
          made.push({ start: edit.at, end: edit.at, certain: false });
      }
      return made;
    };
    const writers = writes((written) => written === value);
    if (writers.length === 0) return [`${final.device}.${field} is ${value}, which nobody wrote`];
    if (
      writers.some((writer) =>
        canBeLast(
          writer,
          writes(() => true),
        ),
      )
    )
      return [];
    return [`${final.device}.${field} is ${value}: an acknowledged later change of it is lost`];
  });
}

/** What may have taken effect. What is unknown may do so at any later time. */
function effects(operations: readonly Operation[], wanted: (one: Operation) => boolean): Effect[] {
  return operations
    .filter((one) => wanted(one) && (one.told === 'acknowledged' || one.told === 'unknown'))
    .map(({ start, end, told }) => ({
      start,
      end: told === 'unknown' ? Infinity : end,
      certain: told === 'acknowledged',
    }));
}

function canBeLast(effect: Effect, others: readonly Effect[]): boolean {
  return !others.some(({ certain, start }) => certain && start > effect.end);
}
