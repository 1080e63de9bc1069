import { devicesOf } from '@libs/microshare-client';
import { setTimeout as delay } from 'node:timers/promises';
import type { Chance } from './chance';
import type { ForeignEdit } from './history';
import { type ReplicaPair, SLOWEST_WRITE_MS } from './replica-pair';
import { CLUSTERS, withArea } from './shared-clusters';

/** What a fault needs: whom it strikes, and where it writes down what it has changed itself. */
export interface FaultContext {
  readonly pair: ReplicaPair;
  readonly chance: Chance;
  readonly history: number;
  readonly edited: (edit: Omit<ForeignEdit, 'at'>) => void;
}

type Fault = (context: FaultContext) => void | Promise<void>;

const times = (chance: Chance): number => chance.between(1, 3);
const either = (chance: Chance): 'read' | 'write' => chance.pick(['read', 'write']);

/** By name, so that a history can tell what struck it. */
const UPSTREAM_FAULTS: Readonly<Record<string, Fault>> = {
  'a write is slow, or late': ({ pair, chance }) => {
    pair.microshare.slow(chance.between(50, SLOWEST_WRITE_MS), { operation: 'write', times: times(chance) });
  },
  'a write is late': ({ pair, chance }) => {
    pair.microshare.slow(chance.between(300, SLOWEST_WRITE_MS), { operation: 'write', times: 1 });
  },
  'a read is slow': ({ pair, chance }) => {
    pair.microshare.slow(chance.between(50, 400), { operation: 'read', times: times(chance) });
  },
  'a call hangs': ({ pair, chance }) => {
    pair.microshare.hangs({ operation: either(chance), times: times(chance) });
  },
  'a call is dropped': ({ pair, chance }) => {
    pair.microshare.drops({ operation: either(chance), times: times(chance) });
  },
  'a write is dropped after it was applied': ({ pair, chance }) => {
    pair.microshare.dropsAfterApplying({ operation: 'write', times: times(chance) });
  },
  'an answer ends half-way': ({ pair, chance }) => {
    pair.microshare.answersHalf({ operation: either(chance), times: times(chance) });
  },
  'a web page answers': ({ pair, chance }) => {
    pair.microshare.answersHtml({ operation: either(chance), times: times(chance) });
  },
  'the rate is limited': ({ pair, chance }) => {
    pair.microshare.answers(429, { operation: either(chance), times: times(chance) });
  },
  'the rate is limited for a second': ({ pair, chance }) => {
    pair.microshare.answers(429, { operation: either(chance), times: times(chance), retryAfterS: 1 });
  },
  'one call is answered 503': ({ pair, chance }) => {
    pair.microshare.answers(503, { operation: either(chance), times: 1 });
  },
  'calls are answered 503 for a while': ({ pair, chance }) => {
    pair.microshare.answers(503, { times: chance.between(6, 15) });
  },
  'a write is applied and answered 504': ({ pair, chance }) => {
    pair.microshare.appliesBut(504, { times: times(chance) });
  },
  'tokens are revoked': ({ pair }) => {
    pair.microshare.revokesTokens();
  },
  'the console edits a device of its own': (context) => {
    const area = `console ${context.chance.between(1, 1_000_000)}`;
    editOwnDevice(context, area);
  },
  'hardware is changed on the spot': ({ pair, chance, history, edited }) => {
    const c = chance.between(0, CLUSTERS.length - 1);
    const device = `H${history}_C${c}_D${chance.between(0, 3)}`;
    const held = devicesOf(pair.microshare.cluster(CLUSTERS[c] ?? '') ?? {}).some(
      ({ guid }) => guid === device.toLowerCase(),
    );
    if (!held) return;
    const id = `E8-E1-E1-00-01-0A-${chance.between(10, 99)}-${chance.between(10, 99)}`;
    pair.microshare.rescan(device.toLowerCase(), id);
    edited({ device, field: 'id', value: id });
  },
};

const STORE_FAULTS: Readonly<Record<string, Fault>> = {
  'Redis is killed and comes back empty': async ({ pair, chance }) => {
    await pair.redis.kill();
    await delay(chance.between(0, 250));
    await pair.redis.start();
  },
  'Redis stops for longer than a lease': async ({ pair, chance }) => {
    pair.redis.freeze();
    await delay(chance.between(520, 900));
    pair.redis.thaw();
  },
};

/** Which faults strike a history, and after how many milliseconds each. */
export interface PlannedFault {
  readonly name: string;
  readonly afterMs: number;
  readonly strike: Fault;
}

/** @param within milliseconds in which they begin */
export function planFaults(chance: Chance, within: number): readonly PlannedFault[] {
  const upstream = Object.entries(UPSTREAM_FAULTS);
  const store = Object.entries(STORE_FAULTS);
  const chosen = Array.from({ length: chance.between(3, 8) }, () => chance.any(upstream));
  if (chance.next() < 0.35) chosen.push(chance.any(store));
  return chosen
    .filter((one) => one !== undefined)
    .map(([name, strike]) => ({ name, strike, afterMs: chance.between(0, within) }));
}

/** The last device of each cluster is the console's. */
function editOwnDevice({ pair, chance, history, edited }: FaultContext, area: string): void {
  const c = chance.between(0, CLUSTERS.length - 1);
  const device = `H${history}_C${c}_D4`;
  pair.microshare.editCluster(CLUSTERS[c] ?? '', (cluster) => withArea(cluster, device.toLowerCase(), area));
  edited({ device, field: 'area', value: area });
}
