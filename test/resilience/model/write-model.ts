/**
 * The write path of several replicas as a finite machine. Each replica has one change, a bit of the cluster's content; a
 * PUT replaces the whole content. Being paused is not a step: a replica that takes none is paused. What has to be lucky
 * in reality (a lease that runs out, a PUT that is late or lost, a crash) may happen here at any time.
 */

/** Parts of the design that can be left out, to see that the check notices. */
export interface Design {
  /** Writes are announced before they are sent. */
  readonly announces: boolean;
  /** What is acknowledged while an announced write is out is recorded and repaired. */
  readonly records: boolean;
  /** Replicas keep what they have recorded, and remind a store that was emptied. */
  readonly remembers: boolean;
  /** A change is acknowledged only when the store confirms the lease; else the replica's own clock would do. */
  readonly asksStore: boolean;
}

export const AS_BUILT: Design = { announces: true, records: true, remembers: true, asksStore: true };

export interface World {
  readonly design: Design;
  readonly replicas: number;
  /** Rounds and looks that one replica may begin. */
  readonly rounds: number;
  readonly crashes: number;
  /** How often the store is emptied. */
  readonly emptied: number;
  /** How often the store cannot be reached when a replica would settle its write. */
  readonly outages: number;
}

/** `free` has nothing under way; `resting` has no more rounds to begin. The others are positions within a round. */
type Position =
  | 'free'
  | 'leased'
  | 'loaded'
  | 'announcing'
  | 'checking'
  | 'sending'
  | 'sent'
  | 'answered'
  | 'seen'
  | 'settled';

interface Replica {
  at: Position | 'crashed';
  /** Rounds begun; with the replica's number it names the lease. */
  round: number;
  /** By its own clock the lease has not run out. */
  held: boolean;
  told: boolean;
  /** What it read from the journal, then what it would write. */
  danger: boolean;
  evidence: boolean;
  expected: number;
  content: number;
  /** Expectations it keeps in memory, and the store they were told to. */
  memory: number;
  memoryOf: number;
}

/** 0: may arrive; 1: may arrive for a while; 2: cannot arrive any more, but may have. */
type Settled = 0 | 1 | 2;

export interface State {
  upstream: number;
  lease: string;
  intents: Record<string, { content: number; settled: Settled }>;
  expected: number;
  /** How often the store was emptied. */
  store: number;
  /** What an emptied store may have forgotten: counts like an announced write of unknown content. */
  forgotten: Settled | null;
  /** PUTs that were sent, by lease, and whether they have been applied. */
  flight: Record<string, { content: number; applied: boolean }>;
  replicas: Replica[];
  crashes: number;
  outages: number;
}

export interface Step {
  readonly name: string;
  readonly next: State;
}

export function initialState({ replicas }: World): State {
  return {
    upstream: 0,
    lease: '',
    intents: {},
    expected: 0,
    store: 0,
    forgotten: null,
    flight: {},
    replicas: Array.from({ length: replicas }, () => ({
      at: 'free' as const,
      round: 0,
      held: false,
      told: false,
      ...FORGOTTEN,
      memory: 0,
      memoryOf: 0,
    })),
    crashes: 0,
    outages: 0,
  };
}

/** What a replica knows only during a round. */
const FORGOTTEN = { danger: false, evidence: false, expected: 0, content: 0 };

/** Everything that can happen next. */
export function stepsFrom(state: State, world: World): readonly Step[] {
  const steps: Step[] = [];
  const may = (name: string, change: (next: State) => void): void => {
    const next = structuredCloneOf(state);
    change(next);
    steps.push({ name, next });
  };
  state.replicas.forEach((replica, r) => {
    replicaSteps(state, world, replica, r, (name, change) => {
      may(`replica ${r} ${name}`, (next) => {
        const own = next.replicas[r];
        if (own !== undefined) change(own, next);
      });
    });
  });
  for (const [key, { content, applied }] of Object.entries(state.flight)) {
    if (applied) continue;
    may(`the PUT of ${key} is applied`, (next) => {
      next.upstream = content;
      if (waits(state, key)) next.flight[key] = { content, applied: true };
      else remove(next.flight, key);
    });
    may(`the PUT of ${key} is lost`, (next) => {
      remove(next.flight, key);
    });
  }
  for (const [key, { content, settled }] of Object.entries(state.intents)) {
    // A write arrives within the time that settings give it; of a replica that crashed, within a day.
    if (settled === 2 || key in state.flight) continue;
    if (settled === 1 || ownerOf(state, key)?.at === 'crashed')
      may(`the PUT of ${key} can no longer arrive`, (next) => {
        next.intents[key] = { content, settled: 2 };
      });
  }
  if (state.forgotten === 1 && !someOlderThanStore(state))
    may('what the store has forgotten can no longer arrive', (next) => {
      next.forgotten = 2;
    });
  if (state.store < world.emptied)
    may('the store is emptied', (next) => {
      Object.assign(next, { store: next.store + 1, lease: '', intents: {}, expected: 0, forgotten: 1 });
    });
  return steps;
}

type Change = (own: Replica, next: State) => void;

function replicaSteps(
  state: State,
  { design, rounds, crashes, outages }: World,
  replica: Replica,
  r: number,
  may: (name: string, change: Change) => void,
): void {
  const key = `${r}.${replica.round}`;
  const bit = 1 << r;
  if (replica.at === 'crashed') return;
  if (replica.at !== 'free' && state.crashes < crashes)
    may('crashes', (own, next) => {
      Object.assign(own, { at: 'crashed', held: false, ...FORGOTTEN, memory: 0 });
      next.crashes += 1;
    });
  if (replica.held)
    may('is too slow: its lease runs out', (own, next) => {
      own.held = false;
      if (next.lease === key) next.lease = '';
    });
  switch (replica.at) {
    case 'free': {
      const owes = replica.memoryOf !== state.store && replica.memory !== 0;
      const wanted = !replica.told || state.expected !== 0 || owes;
      // Replicas are alike: whichever is first is called 0.
      const mayBegin = r === 0 || state.replicas[0]?.round !== 0;
      if (state.lease === '' && replica.round < rounds && wanted && mayBegin)
        may('gets the lease', (own, next) => {
          own.round += 1;
          own.at = 'leased';
          own.held = true;
          next.lease = `${r}.${own.round}`;
        });
      return;
    }
    case 'leased':
      may('loads the journal', (own, next) => {
        const reminds = design.remembers && own.memoryOf !== next.store ? own.memory : 0;
        own.expected = next.expected | reminds;
        if (next.lease === key) next.expected = own.expected;
        // It reminds the store of announced writes as well, and so of what may have undone its expectations.
        if (reminds !== 0) next.forgotten ??= 2;
        // Whose lease is lost has not reminded the store, and goes on remembering.
        if (next.lease === key || reminds === 0) {
          own.memory = next.expected;
          own.memoryOf = next.store;
        }
        const intents = Object.values(next.intents);
        own.danger = next.forgotten === 1 || intents.some(({ settled }) => settled !== 2);
        own.evidence = next.forgotten !== null || intents.length > 0;
        own.at = 'loaded';
      });
      return;
    case 'loaded':
      may('reads the cluster', (own, next) => {
        const repaired = own.evidence ? own.expected : 0;
        own.content = next.upstream | repaired | (own.told ? 0 : bit);
        own.at = own.content === next.upstream ? 'seen' : 'announcing';
      });
      return;
    case 'announcing':
      may('announces its write', (own, next) => {
        if (next.lease !== key) {
          giveUp(own, next, key);
          return;
        }
        if (design.announces) next.intents[key] = { content: own.content, settled: 0 };
        own.at = 'checking';
      });
      return;
    case 'checking':
      may('looks whether it still holds the lease', (own, next) => {
        if (own.held) own.at = 'sending';
        else {
          remove(next.intents, key);
          giveUp(own, next, key);
        }
      });
      return;
    case 'sending':
      may('sends its PUT', (own, next) => {
        next.flight[key] = { content: own.content, applied: false };
        own.at = 'sent';
      });
      return;
    case 'sent':
      if (state.flight[key]?.applied === true)
        may('is answered', (own, next) => {
          remove(next.flight, key);
          own.at = 'answered';
        });
      may('is not answered in time', (own, next) => {
        if (next.flight[key]?.applied === true) remove(next.flight, key);
        if (design.announces) next.intents[key] = { content: own.content, settled: 1 };
        giveUp(own, next, key);
      });
      return;
    case 'answered':
      may('settles its write', (own, next) => {
        if (next.lease === key) {
          remove(next.intents, key);
          own.at = 'settled';
        } else {
          if (design.announces) next.intents[key] = { content: own.content, settled: 2 };
          giveUp(own, next, key);
        }
      });
      if (state.outages < outages)
        may('cannot reach the store to settle its write', (own, next) => {
          next.outages += 1;
          if (!design.asksStore && own.held && !own.danger) own.told = true;
          // The announcement is settled as soon as the store can be reached again.
          if (next.intents[key] !== undefined) next.intents[key] = { content: own.content, settled: 2 };
          giveUp(own, next, key);
        });
      return;
    case 'seen':
    case 'settled':
      may('records and answers', (own, next) => {
        const expected = own.danger ? own.expected | (own.told ? 0 : bit) : 0;
        // What was only read stands if the lease is confirmed; what was written and settled stands anyway.
        const untouched = own.at === 'settled' && own.expected === 0 && expected === 0;
        if (!untouched && next.lease !== key) {
          giveUp(own, next, key);
          return;
        }
        if (design.records && !untouched) {
          next.expected = expected;
          own.memory = expected;
          own.memoryOf = next.store;
        }
        if (expected === 0 && !own.danger) {
          for (const [name, { settled }] of Object.entries(next.intents))
            if (settled === 2) remove(next.intents, name);
          if (next.forgotten === 2) next.forgotten = null;
        }
        own.told = true;
        giveUp(own, next, key);
      });
  }
}

/** Ends the round; an attempt that has not told its caller begins another one, or leaves the outcome unknown. */
function giveUp(own: Replica, next: State, key: string): void {
  Object.assign(own, { at: 'free', held: false, ...FORGOTTEN });
  if (next.lease === key) next.lease = '';
}

/** Nothing is under way and nothing is left to look after: from here on nothing happens by itself. */
export function isQuiet(state: State): boolean {
  return (
    Object.keys(state.flight).length === 0 &&
    state.expected === 0 &&
    state.replicas.every(
      ({ at, memory, memoryOf }) =>
        at === 'crashed' || (at === 'free' && (memory === 0 || memoryOf === state.store)),
    )
  );
}

/** Acknowledged changes that upstream does not hold. */
export function lostChanges({ replicas, upstream }: State): readonly number[] {
  return replicas.flatMap(({ told }, r) => (told && (upstream & (1 << r)) === 0 ? [r] : []));
}

/** A writer whose PUT is not answered yet, so that its being applied is seen by somebody. */
function waits(state: State, key: string): boolean {
  return (
    ownerOf(state, key)?.at === 'sent' && state.replicas[Number(key.split('.')[0])]?.round === roundOf(key)
  );
}

function ownerOf(state: State, key: string): Replica | undefined {
  return state.replicas[Number(key.split('.')[0])];
}

function roundOf(key: string): number {
  return Number(key.split('.')[1]);
}

/** Assumed away, and said so in the decision record: a replica stopped across an emptied store for longer than the doubt. */
function someOlderThanStore(state: State): boolean {
  const sending = state.replicas.some(({ at }) => at === 'checking' || at === 'sending' || at === 'sent');
  return sending || Object.keys(state.flight).length > 0;
}

function remove<T>(from: Record<string, T>, key: string): void {
  Reflect.deleteProperty(from, key);
}

function structuredCloneOf(state: State): State {
  return {
    ...state,
    intents: { ...state.intents },
    flight: { ...state.flight },
    replicas: state.replicas.map((replica) => ({ ...replica })),
  };
}
