import type { HeldCall } from '@libs/simulators';
import { setTimeout as delay } from 'node:timers/promises';
import { arrivesLate, MARK } from './late-write';
import type { ProcessPair, StrikeCluster } from './process-pair';
import { reached } from './reached';
import { ROUND_STEPS, type RoundStep } from './round-steps';
import { sight, type Sighting } from './sighting';
import { STORE_BLOWS, type StoreBlow } from './store-blows';
import { StruckCluster } from './struck-cluster';

/** Which replica's round on a cluster of its own is caught in which step. */
export interface Caught {
  readonly step: RoundStep;
  readonly replica: 0 | 1;
}

const { reading, writing, written } = ROUND_STEPS;
const UPSTREAM: readonly Caught[] = [
  { step: reading, replica: 0 },
  { step: writing, replica: 1 },
  { step: written, replica: 0 },
];

export interface StoreStrike {
  readonly blow: StoreBlow;
  /** Rounds that are in these steps when it falls. */
  readonly caught: readonly Caught[];
}

/** On one connection only one round can be held, hence a strike for each two steps; upstream holds any number. */
export function storeStrikes(): readonly StoreStrike[] {
  const { leased, loading, announcing, announced, settling, settled } = ROUND_STEPS;
  const couples = [
    [leased, loading],
    [announcing, settling],
    [announced, settled],
  ] as const;
  return STORE_BLOWS.flatMap((blow) =>
    couples.map(([one, two]): StoreStrike => {
      return { blow, caught: [...UPSTREAM, { step: one, replica: 0 }, { step: two, replica: 1 }] };
    }),
  );
}

export interface StoreStrikeReport {
  /** Per step what was to be seen from outside when a round was caught in it. */
  readonly shown: Readonly<Record<string, Sighting>>;
  /** True where the write that came late undid what had been acknowledged meanwhile. */
  readonly undone: boolean;
  /** What no order of the acknowledged changes explains. */
  readonly problems: readonly string[];
}

/** A round that is held in a step, with the clients of its cluster. */
interface HeldRound {
  readonly step: RoundStep;
  readonly cluster: StruckCluster;
  readonly held: HeldCall;
  readonly created: Promise<void>;
  /** Where the replica is that this round does not run on. */
  readonly other: string;
}

/** Strikes the pair's Redis while rounds on these clusters, one per step, are under way, and looks what has become of all changes. */
export async function strikeStore(
  pair: ProcessPair,
  strike: StoreStrike,
  clusters: readonly StrikeCluster[],
  number: number,
): Promise<StoreStrikeReport> {
  const [one, other] = await Promise.all([pair.replicas[0].running(), pair.replicas[1].running()]);
  const struck = new StruckStore(pair, strike, [one.url, other.url]);
  try {
    return await struck.run(clusters, number);
  } finally {
    await struck.release();
  }
}

class StruckStore {
  private readonly rounds: HeldRound[] = [];
  private readonly shown: Record<string, Sighting> = {};
  private isAway = false;
  private tellStruck!: () => void;
  private readonly isStruck = new Promise<void>((resolve) => (this.tellStruck = resolve));

  constructor(
    private readonly pair: ProcessPair,
    private readonly strike: StoreStrike,
    private readonly urls: readonly [string, string],
  ) {}

  async run(clusters: readonly StrikeCluster[], number: number): Promise<StoreStrikeReport> {
    const { caught } = this.strike;
    for (const [i, one] of caught.entries()) {
      const { id = '', prefix = '' } = clusters[i] ?? {};
      const cluster = new StruckCluster(this.pair.microshare, id, prefix, number * caught.length + i);
      await this.catch(one, cluster);
    }
    const [, undone] = await Promise.all([this.clients(), this.course()]);
    for (const { cluster } of this.rounds) {
      for (const url of this.urls) await cluster.mark('D1', `last word to ${url}`, () => url);
      for (const url of this.urls) await cluster.listedBy(() => url);
    }
    const problems = this.rounds.flatMap(({ cluster }) => cluster.problems());
    return { shown: this.shown, undone, problems };
  }

  /** Lets everything go on that is still held or away, whatever has come of it. */
  async release(): Promise<void> {
    this.tellStruck();
    for (const { held } of this.rounds) held.goOn();
    this.pair.microshare.recovers();
    for (const { gate } of this.pair.replicas) gate.lets();
    if (this.isAway) await this.strike.blow.back(this.pair);
  }

  private async catch({ step, replica }: Caught, cluster: StruckCluster): Promise<void> {
    const { microshare, replicas, client } = this.pair;
    const trap = { gate: replicas[replica].gate, microshare, cluster: cluster.id };
    const held = step.trap(trap);
    const other = this.urls[replica === 0 ? 1 : 0];
    const created = cluster.create(
      () => this.urls[replica],
      this.isStruck,
      () => other,
    );
    this.rounds.push({ step, cluster, held, created, other });
    await Promise.race([reached(held, step.name), created]);
    this.shown[step.name] = await sight(client, trap, cluster.created);
  }

  /** True when the write that came late undid something. */
  private async course(): Promise<boolean> {
    const { blow } = this.strike;
    this.isAway = true;
    await blow.fall(this.pair);
    this.tellStruck();
    for (const { step, held } of this.rounds) if (step !== writing) held.goOn();
    await delay(blow.awayMs);
    await blow.back(this.pair);
    this.isAway = false;
    const [undone] = await Promise.all([
      Promise.all(this.rounds.map((round) => this.aftermath(round))),
      this.clients(),
    ]);
    return undone.includes(true);
  }

  private async aftermath({ cluster, step, held, created, other }: HeldRound): Promise<boolean> {
    await cluster.mark('D0', MARK, () => other);
    const undone = step === writing && (await arrivesLate(held, cluster));
    await created;
    return undone;
  }

  /** A client of each cluster at each replica. */
  private async clients(): Promise<void> {
    await Promise.all(
      this.rounds.flatMap(({ cluster }) => this.urls.map((url) => cluster.client(() => url))),
    );
  }
}
