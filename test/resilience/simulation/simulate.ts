import { PLANNED_HARDWARE_ID, REC_TYPES, type DeviceFields } from '@libs/domain';
import { devicesOf } from '@libs/microshare-client';
import { setTimeout as delay } from 'node:timers/promises';
import { ProblemError } from '../../../src/common/problem';
import { loadConfiguration } from '../../../src/config/load-configuration';
import { Metrics } from '../../../src/metrics/metrics';
import type { DeviceChange } from '../../../src/microshare/writes/device-change';
import { Chance } from '../chaos/chance';
import { checkHistory } from '../chaos/check-history';
import type { ForeignEdit, Operation, Told } from '../chaos/history';
import { CLUSTERS, freshClusters, snapshotOf, withArea } from '../chaos/shared-clusters';
import { SharedStore, SimulatedReplica } from './simulated-replica';
import { SimulatedUpstream } from './simulated-upstream';
import { VirtualClock } from './virtual-clock';

/** What strikes beside upstream's faults: together they would be the double faults that no design here withstands. */
export const TROUBLES = [
  'none',
  'replicas stop',
  'replicas are killed',
  'the store is emptied',
  'the store is out of reach',
] as const;
export type Trouble = (typeof TROUBLES)[number];

export interface Simulation {
  readonly seed: number;
  readonly trouble: Trouble;
  readonly operations: readonly Operation[];
  /** What no order of the changes explains; empty when one does. */
  readonly problems: readonly string[];
  /** Acknowledged changes that were undone and applied again. */
  readonly repaired: number;
}

const CLIENTS = 5;
const CHANGES_EACH = 8;
/** Until a store that is new has had its time to be reminded. */
const BEGIN_MS = 3_000;
const STORM_MS = 4_000;
/** Longer than any stop, any late write and the time of doubt after it, with the looks that follow. */
const CALM_MS = 25_000;

const CONFIGURATION = loadConfiguration({
  MICROSHARE_API_URL: 'http://127.0.0.1:1',
  MICROSHARE_AUTH_URL: 'http://127.0.0.1:1',
  MICROSHARE_CLIENT_ID: 'x',
  MICROSHARE_USERNAME: 'x',
  MICROSHARE_PASSWORD: 'x',
  SESSION_SECRET: 'x'.repeat(32),
  WRITE_LEASE_MS: '500',
  WRITE_DOUBT_S: '3',
  MICROSHARE_WRITE_TIMEOUT_MS: '250',
});
/** One for all histories: each registry watches the process for as long as that lives. */
const METRICS = new Metrics(CONFIGURATION);
const ACCOUNT = { tenant: 'default', account: 'a' };

/** Runs one history of several clients on two replicas in virtual time: the same seed takes the same course. */
export async function simulate(seed: number, trouble: Trouble): Promise<Simulation> {
  METRICS.registry.resetMetrics();
  const clock = new VirtualClock();
  const chance = new Chance(seed);
  const random = jest.spyOn(Math, 'random').mockImplementation(() => chance.next());
  clock.install();
  try {
    const scene = new Scene(seed, chance);
    await clock.runUntil(BEGIN_MS);
    const clients = Array.from({ length: CLIENTS }, (_, c) => scene.client(`C${c}`, c % 2));
    void Promise.all([...clients, scene.troubled(trouble), scene.foreignEdits()]);
    await clock.runUntil(BEGIN_MS + STORM_MS);
    scene.calm();
    await clock.runUntil(BEGIN_MS + STORM_MS + CALM_MS);
    const repaired = await scene.repaired();
    return { seed, trouble, operations: scene.operations, problems: scene.problems(), repaired };
  } finally {
    clock.uninstall();
    random.mockRestore();
  }
}

interface Known {
  readonly device: string;
  readonly guid: string;
}

class Scene {
  readonly operations: Operation[] = [];
  private readonly foreign: ForeignEdit[] = [];
  private readonly store = new SharedStore();
  private readonly upstream: SimulatedUpstream;
  private readonly replicas: SimulatedReplica[];
  private readonly initial;
  private readonly known: Known[];
  private readonly address;
  /** Changes that nobody has answered yet, told as unknown in the end. */
  private readonly pending = new Set<Omit<Operation, 'end' | 'told'>>();
  private ticks = 0;

  constructor(
    private readonly seed: number,
    private readonly chance: Chance,
  ) {
    const [cluster] = freshClusters(seed);
    if (cluster === undefined) throw new Error('there is no cluster to begin with');
    this.address = { id: CLUSTERS[0], recType: REC_TYPES.rodent_sensor };
    this.upstream = new SimulatedUpstream(cluster, chance);
    this.initial = devicesOf(cluster).map(snapshotOf);
    this.known = this.initial.filter(({ device }) => !device.endsWith('_D4'));
    this.replicas = [this.replica(), this.replica()];
  }

  /** One caller who does one thing after the other; the replica is whichever serves in that place. */
  async client(name: string, place: number): Promise<void> {
    for (let step = 1; step <= CHANGES_EACH; step += 1) {
      await delay(this.chance.between(0, 500));
      const target = this.chance.any(this.known);
      const dice = this.chance.next();
      const value = `by ${name} in step ${step}`;
      if (target === undefined || dice < 0.3)
        await this.create(place, `N${this.seed}_${name}_${step}`, value);
      else if (dice < 0.85) await this.change(place, 'update', target, this.fields(value));
      else await this.change(place, 'delete', target, {});
    }
  }

  async troubled(trouble: Trouble): Promise<void> {
    const blows = trouble === 'none' ? 0 : this.chance.between(1, 3);
    for (let i = 0; i < blows; i += 1) {
      await delay(this.chance.between(0, STORM_MS / 3));
      await this.strike(trouble, this.chance.between(0, 1));
    }
  }

  async foreignEdits(): Promise<void> {
    const device = `H${this.seed}_C0_D4`;
    for (let i = 0; i < 2; i += 1) {
      await delay(this.chance.between(0, STORM_MS));
      const value = `console ${i}`;
      this.upstream.edit((cluster) => withArea(cluster, device.toLowerCase(), value));
      this.foreign.push({ device, field: 'area', value, at: this.tick() });
    }
  }

  /** Everything works again. */
  calm(): void {
    this.upstream.storm = false;
  }

  async repaired(): Promise<number> {
    const { values } = await METRICS.repairedChanges.get();
    return values.reduce((sum, { value }) => sum + value, 0);
  }

  problems(): readonly string[] {
    for (const begun of this.pending) this.operations.push({ ...begun, end: this.tick(), told: 'unknown' });
    const final = devicesOf(this.upstream.held()).map(snapshotOf);
    const { initial, operations, foreign } = this;
    return checkHistory({ initial, operations, foreign, final });
  }

  private replica(): SimulatedReplica {
    return new SimulatedReplica(this.store, this.upstream, this.chance, CONFIGURATION, METRICS);
  }

  private async strike(trouble: Trouble, place: number): Promise<void> {
    const replica = this.replicas[place];
    switch (trouble) {
      case 'none':
        return;
      case 'replicas stop':
        replica?.stop();
        await delay(this.chance.between(50, 4_000));
        replica?.continue();
        return;
      case 'replicas are killed':
        replica?.kill();
        await delay(this.chance.between(0, 300));
        this.replicas[place] = this.replica();
        return;
      case 'the store is emptied':
        this.store.reachable = this.chance.next() < 0.5;
        this.store.empty();
        await delay(this.chance.between(0, 200));
        this.store.reachable = true;
        return;
      case 'the store is out of reach':
        this.store.reachable = false;
        await delay(this.chance.between(1, 800));
        this.store.reachable = true;
    }
  }

  private fields(value: string): Partial<DeviceFields> {
    const status = this.chance.pick(['active', 'inactive', 'maintenance'] as const);
    return this.chance.pick<Partial<DeviceFields>>([
      { area: value },
      { site: value },
      { area: value, site: value },
      { status },
    ]);
  }

  private async create(place: number, device: string, area: string): Promise<void> {
    const guid = device.toLowerCase();
    const fields: DeviceFields = {
      customer: 'Harbour Foods',
      site: 'Dock Street Mill',
      area,
      erpReference: device,
      placement: 'Internal',
      configuration: 'Glue',
      hardwareId: PLANNED_HARDWARE_ID,
      status: 'pending',
    };
    const repeatable = this.chance.next() < 0.5;
    const change: DeviceChange = { kind: 'create', guid, fields, allowDuplicate: false, repeatable };
    const told = await this.tell(place, change, device, {
      site: fields.site,
      area,
      status: 'pending',
      id: PLANNED_HARDWARE_ID,
    });
    if (told === 'acknowledged' || told === 'unknown') this.known.push({ device, guid });
  }

  private async change(
    place: number,
    kind: 'update' | 'delete',
    { device, guid }: Known,
    fields: Partial<DeviceFields>,
  ): Promise<void> {
    const change: DeviceChange =
      kind === 'update' ? { kind, guid, fields, allowDuplicate: false } : { kind, guid };
    await this.tell(place, change, device, fields);
  }

  private async tell(
    place: number,
    change: DeviceChange,
    device: string,
    fields: Readonly<Record<string, string>>,
  ): Promise<Told> {
    const begun = { kind: change.kind, device, fields, start: this.tick() };
    this.pending.add(begun);
    const told = await this.submit(place, change);
    this.pending.delete(begun);
    this.operations.push({ ...begun, end: this.tick(), told });
    return told;
  }

  private async submit(place: number, change: DeviceChange): Promise<Told> {
    try {
      await this.replicas[place]?.writer.submit(ACCOUNT, this.address, change);
      return 'acknowledged';
    } catch (error) {
      if (!(error instanceof ProblemError)) return 'not_made';
      if (error.options.extensions?.['outcome'] === 'unknown') return 'unknown';
      return error.status < 500 ? 'refused' : 'not_made';
    }
  }

  private tick(): number {
    return (this.ticks += 1);
  }
}
