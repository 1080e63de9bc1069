import { PLANNED_HARDWARE_ID } from '@libs/domain';
import type { MicroshareSimulator } from '@libs/simulators';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../../support/eventually';
import { Chance } from '../chaos/chance';
import { ChaosClient, type Scene } from '../chaos/chaos-client';
import { checkHistory } from '../chaos/check-history';
import type { Operation, Snapshot } from '../chaos/history';
import { clusterExtras, snapshotsOf } from '../chaos/shared-clusters';
import { type ToldAnswer, tellingCall } from '../chaos/telling-call';

/** The replica that a call goes to, asked anew for each. */
export type Via = () => string;

/** Changes of each client. */
const CHANGES = 5;
/** How long a change may be refused for trouble before it is said that the replica does not go on. */
const GOING_ON_MS = 20_000;
/** A replica whose connection broke looks after some seconds for what it has not heard of. */
const HEARD_MS = 30_000;

/**
 * The clients of one cluster and all that they were told, while replicas are struck. Its devices: `D0` is marked once a
 * replica has been struck, `D1` at the very end; random clients have `D2` and `D3`; `D4` nobody touches.
 */
export class StruckCluster {
  /** The device whose creation is to be struck. */
  readonly created: string;
  private readonly operations: Operation[] = [];
  private readonly initial: readonly Snapshot[];
  private readonly extras: string;
  private readonly scene: Scene;
  private readonly twice: string[] = [];
  private ticks = 0;
  private clients = 0;

  /**
   * @param prefix what the references of its devices begin with
   * @param number of the strike: what its clients do follows from it
   */
  constructor(
    private readonly microshare: MicroshareSimulator,
    readonly id: string,
    private readonly prefix: string,
    private readonly number: number,
  ) {
    this.created = `${prefix}_NEW`;
    const held = snapshotsOf(microshare, [id]);
    this.initial = held;
    this.extras = clusterExtras(microshare, [id]);
    this.scene = {
      seed: number,
      clusters: [id],
      known: held.filter(({ device }) => /_D[23]$/.test(device)),
      record: (operation) => this.operations.push(operation),
      tick: () => this.tick(),
    };
  }

  /** A client with changes of its own, one after the other. */
  client(via: Via): Promise<void> {
    this.clients += 1;
    const name = `C${this.clients}`;
    return new ChaosClient(name, via, new Chance(this.number * 31 + this.clients), this.scene).run(CHANGES);
  }

  /**
   * The change to be struck: a creation with an idempotency key.
   * @param once what the caller waits for before asking another replica, without having been answered
   */
  async create(via: Via, once: Promise<unknown>, other: Via): Promise<void> {
    const start = this.tick();
    const first = this.askToCreate(via);
    await Promise.race([once, first]);
    const second = await this.untilAcknowledged(() => this.askToCreate(other));
    const answers = [await first, second];
    const end = this.tick();
    const fields = { site: 'Dock Street Mill', area: 'struck', status: 'pending', id: PLANNED_HARDWARE_ID };
    this.operations.push({ kind: 'create', device: this.created, fields, start, end, told: 'acknowledged' });
    const guids = answers.flatMap(({ told, json }) => (told === 'acknowledged' ? [json.device.guid] : []));
    if (new Set(guids).size !== 1) this.twice.push(`${this.created} was answered as ${guids.join(', ')}`);
  }

  /** Marks a device, again and again until that is acknowledged. */
  async mark(which: 'D0' | 'D1', area: string, via: Via): Promise<void> {
    const device = `${this.prefix}_${which}`;
    await this.untilAcknowledged(async () => {
      const start = this.tick();
      const answer = await tellingCall(via(), 'PATCH', `/api/v1/devices/${device.toLowerCase()}`, { area });
      const { told } = answer;
      this.operations.push({ kind: 'update', device, fields: { area }, start, end: this.tick(), told });
      return answer;
    });
  }

  shows(which: 'D0' | 'D1', area: string): boolean {
    const device = `${this.prefix}_${which}`;
    return this.held().some((one) => one.device === device && one.fields['area'] === area);
  }

  /** What no order of the acknowledged changes explains. */
  problems(): readonly string[] {
    const { initial, operations, twice, extras } = this;
    const kept = clusterExtras(this.microshare, [this.id]) === extras;
    return [
      ...checkHistory({ initial, operations, foreign: [], final: this.held() }),
      ...twice,
      ...(kept ? [] : ['fields of the cluster that we do not know changed']),
    ];
  }

  /** Waits until the replica lists this cluster as upstream holds it. */
  async listedBy(via: Via): Promise<void> {
    await eventually(async () => {
      const { json } = await tellingCall(via(), 'GET', `/api/v1/devices?cluster_id=${this.id}`);
      const devices = json.devices as { guid: string; area: string }[];
      const listed = devices.map(({ guid, area }) => `${guid} ${area}`).sort();
      const held = this.held().map(({ guid, fields }) => `${guid} ${fields['area'] ?? ''}`);
      if (listed.join() !== held.sort().join())
        throw new Error(`${via()} lists ${listed.join()}, upstream holds ${held.join()}`);
    }, HEARD_MS);
  }

  private held(): ReturnType<typeof snapshotsOf> {
    return snapshotsOf(this.microshare, [this.id]);
  }

  private askToCreate(via: Via): Promise<ToldAnswer> {
    const body = {
      customer: 'Harbour Foods',
      site: 'Dock Street Mill',
      area: 'struck',
      erp_reference: this.created,
      placement: 'Internal',
      configuration: 'Glue',
      cluster_id: this.id,
    };
    return tellingCall(via(), 'POST', '/api/v1/devices', body, { 'idempotency-key': this.created });
  }

  private async untilAcknowledged(ask: () => Promise<ToldAnswer>): Promise<ToldAnswer> {
    const deadline = performance.now() + GOING_ON_MS;
    for (;;) {
      const answer = await ask();
      if (answer.told === 'acknowledged') return answer;
      if (answer.told === 'refused' || performance.now() > deadline)
        throw new Error(`${this.prefix}: a change was ${answer.told}: ${JSON.stringify(answer.json)}`);
      await delay(50);
    }
  }

  private tick(): number {
    return (this.ticks += 1);
  }
}
