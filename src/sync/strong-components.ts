/** What a node leads to. */
export type Edges<T> = (node: T) => readonly T[];

/**
 * The nodes in groups in which each leads to each of the others, on whatever way; most are alone. What a group leads to
 * comes before it, and what nothing binds stays in the order given (Kosaraju's algorithm, without recursion).
 * @param from the same edges, backwards
 */
export function strongComponents<T>(nodes: readonly T[], to: Edges<T>, from: Edges<T>): readonly T[][] {
  const groups: T[][] = [];
  const placed = new Set<T>();
  const order = lastLeft([...nodes].reverse(), from).reverse();
  for (const root of order) {
    const group = placed.has(root) ? [] : [root];
    placed.add(root);
    // It grows while it is walked over.
    for (const node of group) {
      for (const next of to(node)) {
        if (!placed.has(next)) group.push(next);
        placed.add(next);
      }
    }
    if (group.length > 0) groups.push(group);
  }
  return groups;
}

/** The nodes in the order in which a walk that goes deep first is done with them. */
function lastLeft<T>(roots: readonly T[], edges: Edges<T>): T[] {
  const seen = new Set<T>();
  const left: T[] = [];
  for (const root of roots) {
    if (seen.has(root)) continue;
    seen.add(root);
    const path = [{ node: root, ahead: [...edges(root)] }];
    for (let end = path.at(-1); end !== undefined; end = path.at(-1)) {
      const next = end.ahead.pop();
      if (next === undefined) {
        left.push(end.node);
        path.pop();
      } else if (!seen.has(next)) {
        seen.add(next);
        path.push({ node: next, ahead: [...edges(next)] });
      }
    }
  }
  return left;
}
