import { setTimeout as delay } from 'node:timers/promises';
import { Chance } from './chance';
import { planFaults, type PlannedFault } from './chaos-faults';
import { ChaosClient, type Scene } from './chaos-client';
import { checkHistory } from './check-history';
import type { ForeignEdit, History, Operation } from './history';
import type { ReplicaPair } from './replica-pair';
import { CLUSTERS, clusterExtras, snapshotsOf } from './shared-clusters';

export interface HistorySize {
  readonly clients: number;
  /** Changes of each client. */
  readonly changes: number;
  /** Milliseconds in which faults begin. */
  readonly faultsWithinMs: number;
}

export interface HistoryResult {
  readonly seed: number;
  /** What no order of the changes explains. */
  readonly problems: readonly string[];
  readonly history: History;
  readonly faults: readonly string[];
}

/** Runs one history on the pair: clients change shared clusters while faults strike, everything recovers, the end is checked. */
export async function runHistory(pair: ReplicaPair, seed: number, size: HistorySize): Promise<HistoryResult> {
  const initial = await pair.reset(seed);
  const extras = clusterExtras(pair.microshare);
  const chance = new Chance(seed);
  const operations: Operation[] = [];
  const foreign: ForeignEdit[] = [];
  let ticks = 0;
  const tick = (): number => (ticks += 1);
  const scene: Scene = {
    seed,
    clusters: CLUSTERS,
    known: snapshotsOf(pair.microshare).filter(({ device }) => !device.endsWith('_D4')),
    record: (operation) => operations.push(operation),
    tick,
  };
  const clients = Array.from({ length: size.clients }, (_, i) => {
    const { url } = pair.replicas[i % 2 === 0 ? 0 : 1];
    return new ChaosClient(`C${i}`, () => url, new Chance(seed * 31 + i + 1), scene);
  });
  const faults = planFaults(chance, size.faultsWithinMs);
  const strike = async ({ afterMs, strike: begin }: PlannedFault): Promise<void> => {
    await delay(afterMs);
    const edited = (edit: Omit<ForeignEdit, 'at'>): void => void foreign.push({ ...edit, at: tick() });
    await begin({ pair, chance, history: seed, edited });
  };
  await Promise.all([...clients.map((client) => client.run(size.changes)), ...faults.map(strike)]);
  await pair.recover();
  await pair.agree();
  const history: History = { initial, operations, foreign, final: snapshotsOf(pair.microshare) };
  const lost =
    clusterExtras(pair.microshare) === extras ? [] : ['fields of a cluster that we do not know changed'];
  return { seed, problems: [...checkHistory(history), ...lost], history, faults: faults.map(tell) };
}

function tell({ name, afterMs }: PlannedFault): string {
  return `${afterMs} ms: ${name}`;
}
