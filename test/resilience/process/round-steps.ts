import type { HeldCall } from '@libs/simulators';
import type { Words } from './redis-gate';
import type { Sighting } from './sighting';
import { journalOf, leaseOf, type Trap } from './trap';

/** A step of a round on one cluster. */
export interface RoundStep {
  readonly name: string;
  /** Where a round is stopped in it. */
  readonly at: 'Redis' | 'Microshare';
  /** Stops the replica's next round in this step, once it gets there. */
  readonly trap: (at: Trap) => HeldCall;
  /** What Redis and upstream show of the cluster while a round is in this step. */
  readonly shows: Sighting;
}

const UNTOLD: Sighting = { lease: 'its own', announced: false, put: 'not sent' };
const ANNOUNCED: Sighting = { ...UNTOLD, announced: true };

/** In their order. Where a command is held it has not been sent, where an answer is, the replica does not know it. */
export const ROUND_STEPS = {
  waiting: {
    name: 'while it waits for the lease',
    at: 'Redis',
    trap: ({ gate, cluster }) => gate.holdsAnswer(asksForLease(cluster), (answer) => answer === '$-1\r\n'),
    shows: { ...UNTOLD, lease: "another's" },
  },
  leased: {
    name: 'when it has been given the lease',
    at: 'Redis',
    trap: ({ gate, cluster }) => gate.holdsAnswer(asksForLease(cluster), (answer) => answer === '+OK\r\n'),
    shows: UNTOLD,
  },
  loading: {
    name: 'while it loads the journal',
    at: 'Redis',
    trap: ({ gate, cluster }) =>
      gate.holds(([name, key]) => name === 'HGETALL' && key === journalOf(cluster)),
    shows: UNTOLD,
  },
  reading: {
    name: 'while it reads the cluster',
    at: 'Microshare',
    trap: ({ microshare, cluster }) => microshare.holds({ operation: 'read', cluster }),
    shows: UNTOLD,
  },
  announcing: {
    name: 'between its read and the announcement',
    at: 'Redis',
    trap: ({ gate, cluster }) => gate.holds(announces(cluster)),
    shows: UNTOLD,
  },
  announced: {
    name: 'between the announcement and its write',
    at: 'Redis',
    trap: ({ gate, cluster }) => gate.holdsAnswer(announces(cluster)),
    shows: ANNOUNCED,
  },
  writing: {
    name: 'while its write is under way',
    at: 'Microshare',
    trap: ({ microshare, cluster }) => microshare.holds({ operation: 'write', cluster }),
    shows: { ...ANNOUNCED, put: 'under way' },
  },
  written: {
    name: 'when its write has been applied and not answered',
    at: 'Microshare',
    trap: ({ microshare, cluster }) => microshare.holdsAfterApplying({ operation: 'write', cluster }),
    shows: { ...ANNOUNCED, put: 'applied' },
  },
  settling: {
    name: 'between the answer to its write and taking the announcement back',
    at: 'Redis',
    trap: ({ gate, cluster }) => gate.holds(takesBack(cluster)),
    shows: { ...ANNOUNCED, put: 'applied' },
  },
  settled: {
    name: 'when it has taken the announcement back, before it answers',
    at: 'Redis',
    trap: ({ gate, cluster }) => gate.holds(releases(cluster)),
    shows: { ...UNTOLD, put: 'applied' },
  },
} as const satisfies Readonly<Record<string, RoundStep>>;

function asksForLease(cluster: string): (words: Words) => boolean {
  return ([name, key]) => name === 'SET' && key === leaseOf(cluster);
}

/** `EVAL script 2 lease journal value 2 i:value announcement` */
function announces(cluster: string): (words: Words) => boolean {
  return (words) => changesJournal(cluster, words) && words[6] === '2' && words[7] === `i:${words[5] ?? ''}`;
}

/** `EVAL script 2 lease journal value 0 i:value` */
function takesBack(cluster: string): (words: Words) => boolean {
  return (words) => changesJournal(cluster, words) && words[6] === '0' && words[7] === `i:${words[5] ?? ''}`;
}

function changesJournal(cluster: string, [name, , keys, lease, journal]: Words): boolean {
  return name === 'EVAL' && keys === '2' && lease === leaseOf(cluster) && journal === journalOf(cluster);
}

/** `EVAL script 1 lease value`; a renewal has a new value and an expiry behind that. */
function releases(cluster: string): (words: Words) => boolean {
  return (words) =>
    words[0] === 'EVAL' && words[2] === '1' && words[3] === leaseOf(cluster) && words.length === 5;
}
