import type { HeldCall } from '@libs/simulators';
import { setTimeout as delay } from 'node:timers/promises';
import { arrivesLate, MARK } from './late-write';
import type { ProcessPair, StrikeCluster } from './process-pair';
import { reached } from './reached';
import type { ReplicaProcess } from './replica-process';
import { ROUND_STEPS, type RoundStep } from './round-steps';
import { type Sighting, sight } from './sighting';
import { StruckCluster, type Via } from './struck-cluster';
import type { Trap } from './trap';

/** What happens to a replica's process while its round is in a step, and when a write that is under way arrives. */
export type Blow =
  'is killed' | 'is stopped for longer than its lease' | 'is stopped, and its write comes later still';

export interface Strike {
  readonly blow: Blow;
  readonly step: RoundStep;
}

export interface StrikeReport {
  /** What was to be seen from outside right before the blow. */
  readonly shown: Sighting;
  /** True where a late write undid what had been acknowledged meanwhile: until somebody put it right, upstream showed that. */
  readonly undone: boolean;
  /** What no order of the acknowledged changes explains. */
  readonly problems: readonly string[];
}

/** Time for changes to be waiting in the replica when it is struck; what it is decides nothing. */
const CLIENTS_FIRST_MS = 30;

/**
 * Strikes the first replica of the pair in a step of its round on a cluster, while clients of both go on, and looks
 * what has become of their changes.
 */
export async function strikeReplica(
  pair: ProcessPair,
  strike: Strike,
  { id, prefix }: StrikeCluster,
  number: number,
): Promise<StrikeReport> {
  const { microshare, replicas } = pair;
  const [struck, other] = await Promise.all(replicas.map((one) => one.running()));
  if (struck === undefined || other === undefined) throw new Error('there are no two replicas');
  const cluster = new StruckCluster(microshare, id, prefix, number);
  const struckOne = new StruckReplica(pair, strike, cluster, struck, other);
  try {
    return await struckOne.run();
  } finally {
    struckOne.release();
  }
}

class StruckReplica {
  private readonly trap: Trap;
  private readonly viaOther: Via;
  private held: HeldCall | undefined;
  private shown: Sighting | undefined;
  private undone = false;
  private tellStruck!: () => void;
  private readonly isStruck = new Promise<void>((resolve) => (this.tellStruck = resolve));

  constructor(
    private readonly pair: ProcessPair,
    private readonly strike: Strike,
    private readonly cluster: StruckCluster,
    private readonly struck: ReplicaProcess,
    other: ReplicaProcess,
  ) {
    const { microshare, replicas } = pair;
    this.trap = { gate: replicas[0].gate, microshare, cluster: cluster.id };
    this.viaOther = () => other.url;
  }

  async run(): Promise<StrikeReport> {
    const { cluster, viaOther, pair } = this;
    const occupied = await this.occupied();
    this.held = this.strike.step.trap(this.trap);
    const created = cluster.create(() => this.struck.url, this.isStruck, viaOther);
    await Promise.all([occupied?.marked, created, this.course(this.held, created, occupied?.held)]);
    const vias = await Promise.all(pair.replicas.map(async (one) => (await one.running()).url));
    for (const url of vias) await cluster.mark('D1', `last word to ${url}`, () => url);
    for (const url of vias) await cluster.listedBy(() => url);
    if (this.shown === undefined) throw new Error('nothing was struck');
    return { shown: this.shown, undone: this.undone, problems: cluster.problems() };
  }

  /** Lets everything go on that is still held, whatever has come of it. */
  release(): void {
    this.tellStruck();
    this.held?.goOn();
    this.struck.goOn();
    this.pair.microshare.recovers();
    this.trap.gate.lets();
  }

  /** Where the step is to wait for the lease: the other replica's round, which has it. */
  private async occupied(): Promise<{ readonly held: HeldCall; readonly marked: Promise<void> } | undefined> {
    if (this.strike.step !== ROUND_STEPS.waiting) return undefined;
    const held = ROUND_STEPS.reading.trap(this.trap);
    const marked = this.cluster.mark('D0', 'before the blow', this.viaOther);
    await Promise.race([reached(held, 'to wait for'), marked]);
    return { held, marked };
  }

  private async course(
    held: HeldCall,
    created: Promise<void>,
    occupied: HeldCall | undefined,
  ): Promise<void> {
    const { cluster, struck, viaOther, strike } = this;
    await reached(held, strike.step.name);
    let url = struck.url;
    void this.isStruck.then(() => (url = viaOther()));
    const ownClient = cluster.client(() => url);
    const others = Promise.all([cluster.client(viaOther), cluster.client(viaOther)]);
    const blow = async (): Promise<void> => {
      await delay(CLIENTS_FIRST_MS);
      await this.fall(held);
      occupied?.goOn();
      await cluster.mark('D0', MARK, viaOther);
      await others;
      await this.aftermath(held, created);
    };
    await Promise.all([ownClient, others, blow()]);
  }

  private async fall(held: HeldCall): Promise<void> {
    const { pair, strike, struck, trap, cluster } = this;
    // Before: a lease is soon another's, and what is held stays where it is.
    this.shown = await sight(pair.client, trap, cluster.created);
    if (strike.blow === 'is killed') await pair.replicas[0].kill();
    else struck.stop();
    this.tellStruck();
    // What a dead process had not sent nobody gets.
    if (strike.blow === 'is killed' && strike.step.at === 'Redis') held.abandon();
  }

  private async aftermath(held: HeldCall, created: Promise<void>): Promise<void> {
    const { struck, strike } = this;
    switch (strike.blow) {
      case 'is killed':
        await Promise.all([this.arrive(held), this.pair.replicas[0].running()]);
        return;
      case 'is stopped for longer than its lease':
        if (strike.step.at === 'Microshare') await this.arrive(held);
        struck.goOn();
        held.goOn();
        return;
      case 'is stopped, and its write comes later still':
        struck.goOn();
        await created;
        await this.arrive(held);
    }
  }

  private async arrive(held: HeldCall): Promise<void> {
    this.undone = await arrivesLate(held, this.cluster);
  }
}
