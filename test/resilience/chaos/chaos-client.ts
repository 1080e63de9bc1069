import { PLANNED_HARDWARE_ID } from '@libs/domain';
import { setTimeout as delay } from 'node:timers/promises';
import type { Chance } from './chance';
import type { Operation } from './history';
import { type ToldAnswer, tellingCall } from './telling-call';

/** A device that clients know of: its reference, and the guid under which it is addressed. */
export interface KnownDevice {
  readonly device: string;
  readonly guid: string;
}

/** What the clients of one history have in common. */
export interface Scene {
  readonly seed: number;
  /** Where they create devices. */
  readonly clusters: readonly [string, ...string[]];
  readonly known: KnownDevice[];
  readonly record: (operation: Operation) => void;
  /** The next position in the one order of starts and ends. */
  readonly tick: () => number;
}

/** One caller, who does one thing after the other. */
export class ChaosClient {
  private steps = 0;

  constructor(
    private readonly name: string,
    /** The replica that the next call goes to. */
    private readonly via: () => string,
    private readonly chance: Chance,
    private readonly scene: Scene,
  ) {}

  /** So many changes, with short pauses. */
  async run(changes: number): Promise<void> {
    for (let i = 0; i < changes; i += 1) {
      await delay(this.chance.between(0, 120));
      await this.step();
    }
  }

  private step(): Promise<void> {
    this.steps += 1;
    const target = this.chance.any(this.scene.known);
    const dice = this.chance.next();
    if (target === undefined || dice < 0.35) return this.create();
    return dice < 0.85 ? this.update(target) : this.remove(target);
  }

  /** With a guid of the caller's, or with an idempotency key: then repeated until its outcome is known. */
  private async create(): Promise<void> {
    const device = `N${this.scene.seed}_${this.name}_${this.steps}`;
    const keyed = this.chance.next() < 0.4;
    const fields = { site: 'Dock Street Mill', area: this.value() };
    const body = {
      customer: 'Harbour Foods',
      ...fields,
      erp_reference: device,
      placement: 'Internal',
      configuration: 'Glue',
      cluster_id: this.chance.pick(this.scene.clusters),
      ...(!keyed && { guid: device.toLowerCase() }),
    };
    const headers: Record<string, string> = keyed ? { 'idempotency-key': device } : {};
    const start = this.scene.tick();
    let answer = await this.send('POST', '/api/v1/devices', body, headers);
    let everUnknown = answer.told === 'unknown';
    for (let again = 0; keyed && again < 3 && answer.told !== 'acknowledged'; again += 1) {
      answer = await this.send('POST', '/api/v1/devices', body, headers);
      everUnknown ||= answer.told === 'unknown';
    }
    const told = answer.told === 'acknowledged' || !everUnknown ? answer.told : 'unknown';
    const made = { ...fields, status: 'pending', id: PLANNED_HARDWARE_ID };
    this.scene.record({ kind: 'create', device, fields: made, start, end: this.scene.tick(), told });
    const guid: unknown = keyed ? answer.json?.device?.guid : body.guid;
    if (typeof guid === 'string' && told !== 'refused') this.scene.known.push({ device, guid });
  }

  private async update({ device, guid }: KnownDevice): Promise<void> {
    const fields = this.chance.pick<Record<string, string>>([
      { area: this.value() },
      { site: this.value() },
      { area: this.value(), site: this.value() },
      { status: this.chance.pick(['active', 'inactive', 'maintenance']) },
    ]);
    const start = this.scene.tick();
    const { told } = await this.send('PATCH', `/api/v1/devices/${guid}`, fields);
    this.scene.record({ kind: 'update', device, fields, start, end: this.scene.tick(), told });
  }

  private async remove({ device, guid }: KnownDevice): Promise<void> {
    const start = this.scene.tick();
    const { told } = await this.send('DELETE', `/api/v1/devices/${guid}`);
    this.scene.record({ kind: 'delete', device, fields: {}, start, end: this.scene.tick(), told });
  }

  /** A value that nobody else writes. */
  private value(): string {
    return `by ${this.name} in step ${this.steps}`;
  }

  private send(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<ToldAnswer> {
    return tellingCall(this.via(), method, path, body, headers);
  }
}
