import { PLANNED_HARDWARE_ID } from '@libs/domain';
import type { RawDevice } from '@libs/microshare-client';
import type { SeededRandom } from './seeded-random';

const DAY_MS = 86_400_000;

/** A place for a trap: the six layers of its location. */
export interface Position {
  readonly customer: string;
  readonly site: string;
  readonly area: string;
  readonly reference: string;
  readonly placement: string;
  readonly configuration: string;
}

/** Raw devices as the platform stores them. Hardware ids count upwards, so that none comes twice. */
export class WorldDevices {
  private hardware = 0;

  constructor(
    private readonly random: SeededRandom,
    private readonly now: Date,
  ) {}

  /** A trap with hardware that works at this position. */
  installed(position: Position, status = 'active'): RawDevice {
    const id = this.nextHardwareId('E8-E1-E1-00');
    return {
      guid: this.random.uuid(),
      id,
      meta: { location: layersOf(position), lora: { AppKey: '', DevEUI: id, JoinEUI: '', NwkKey: '' } },
      state: this.stateDaysAgo(this.random.between(0, 20)),
      status,
    };
  }

  /** A position that has waited for hardware for so many days. */
  planned(position: Position, days: number): RawDevice {
    return {
      guid: `erp-device-${this.random.uuid()}`,
      id: PLANNED_HARDWARE_ID,
      meta: { location: layersOf(position) },
      state: this.stateDaysAgo(days),
      status: 'pending',
    };
  }

  /** Anything else with a radio: gateways and other sensors have fewer layers. */
  other(location: readonly string[]): RawDevice {
    return {
      guid: this.random.uuid(),
      id: this.nextHardwareId('70-76-FF-00'),
      meta: { location },
      status: 'active',
    };
  }

  private stateDaysAgo(days: number): RawDevice['state'] & object {
    return { updateDate: new Date(this.now.getTime() - days * DAY_MS).toISOString() };
  }

  private nextHardwareId(prefix: string): string {
    this.hardware += 1;
    const digits = this.hardware.toString(16).toUpperCase().padStart(8, '0');
    return `${prefix}-${digits.replace(/(..)(?!$)/g, '$1-')}`;
  }
}

function layersOf({
  customer,
  site,
  area,
  reference,
  placement,
  configuration,
}: Position): readonly string[] {
  return [customer, site, area, reference, placement, configuration];
}
