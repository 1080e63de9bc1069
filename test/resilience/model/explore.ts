import { initialState, isQuiet, lostChanges, type State, stepsFrom, type World } from './write-model';

export interface Exploration {
  readonly states: number;
  /** Quiet ends that were judged. */
  readonly ends: number;
  /** The shortest way to an end in which an acknowledged change is lost; undefined where there is none. */
  readonly counterexample: readonly string[] | undefined;
}

interface Reached {
  readonly state: State;
  readonly by: string;
  readonly from: Reached | undefined;
}

/** Visits every state that can be reached, nearest first, until an acknowledged change is lost for good. */
export function explore(world: World, limit = 2_000_000): Exploration {
  const start: Reached = { state: initialState(world), by: 'the beginning', from: undefined };
  const seen = new Set([keyOf(start.state)]);
  let frontier: Reached[] = [start];
  let ends = 0;
  while (frontier.length > 0) {
    const next: Reached[] = [];
    for (const reached of frontier) {
      if (isQuiet(reached.state)) {
        ends += 1;
        if (lostChanges(reached.state).length > 0)
          return { states: seen.size, ends, counterexample: wayTo(reached) };
      }
      for (const { name, next: state } of stepsFrom(reached.state, world)) {
        const key = keyOf(state);
        if (seen.has(key)) continue;
        seen.add(key);
        if (seen.size > limit) throw new RangeError(`more than ${limit} states: make the world smaller`);
        next.push({ state, by: name, from: reached });
      }
    }
    frontier = next;
  }
  return { states: seen.size, ends, counterexample: undefined };
}

function wayTo(end: Reached): readonly string[] {
  const way: string[] = [];
  for (let at: Reached | undefined = end; at !== undefined; at = at.from) way.unshift(at.by);
  way.shift();
  return way;
}

/** Equal for equal states: the order in which intents and PUTs came about does not count. */
function keyOf({ intents, flight, replicas, ...rest }: State): string {
  let key = Object.values(rest).join();
  for (const { at, round, held, told, danger, evidence, expected, content, memory, memoryOf } of replicas) {
    key += `;${at}${round}${held ? 'h' : ''}${told ? 't' : ''}${danger ? 'd' : ''}${evidence ? 'e' : ''}`;
    key += `,${expected},${content},${memory},${memoryOf}`;
  }
  for (const name of Object.keys(intents).sort()) {
    const intent = intents[name];
    if (intent !== undefined) key += `|${name}:${intent.content}${intent.settled}`;
  }
  for (const name of Object.keys(flight).sort()) {
    const put = flight[name];
    if (put !== undefined) key += `>${name}:${put.content}${put.applied ? 'a' : ''}`;
  }
  return key;
}
