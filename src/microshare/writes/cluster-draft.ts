import {
  type Cluster,
  type ClusterSummary,
  type Device,
  type DeviceFields,
  deviceFieldsOf,
  PLANNED_HARDWARE_ID,
} from '@libs/domain';
import { devicePartsOf, devicesOf, type RawCluster, type RawDevice } from '@libs/microshare-client';
import { toCluster, toDevice } from '../cluster.mapper';
import { Lookup } from '../lookup';

/** Where each location field stands in `meta.location`. */
const LAYER_OF = { customer: 0, site: 1, area: 2, erpReference: 3, placement: 4, configuration: 5 } as const;

/** A device as upstream holds it, or is to hold it, with the same in our words. */
interface Drafted {
  readonly raw: RawDevice;
  readonly device: Device;
}

export interface DraftOptions {
  /** Devices by guid as they are known: those that are the same stay the same objects. */
  readonly known?: ReadonlyMap<string, Device> | undefined;
  readonly now?: () => Date;
}

/**
 * A cluster under edit: the raw object as just read, with its devices by guid. Edits touch the fields they name and keep
 * every other one, known or not. Devices without a guid get theirs written down with the next write.
 */
export class ClusterDraft {
  /** As it was read. */
  readonly original: Cluster;
  /** In upstream's order, which edits keep. */
  private readonly devices = new Map<string, Drafted>();
  /** By reference; made when first asked for. */
  private holders: Lookup<Device> | undefined;
  private readonly now: () => Date;

  /** @throws TypeError for an object without id and recType; it could not have been read by them */
  constructor(
    private readonly raw: RawCluster,
    { known, now = () => new Date() }: DraftOptions = {},
  ) {
    this.now = now;
    const cluster = toCluster(raw, known);
    if (cluster === undefined) throw new TypeError('a cluster without id or recType cannot be edited');
    this.original = cluster;
    const held = devicesOf(raw);
    cluster.devices.forEach((device, i) => {
      this.hold({ raw: held[i] as RawDevice, device });
    });
  }

  get summary(): ClusterSummary {
    return this.original.summary;
  }

  find(guid: string): Device | undefined {
    return this.devices.get(guid)?.device;
  }

  /** Another device with this reference, if there is one. */
  otherWithReference(reference: string, guid: string): Device | undefined {
    this.holders ??= this.byReference();
    return this.holders.get(reference).find((holder) => holder.guid !== guid);
  }

  add(guid: string, fields: DeviceFields): Device {
    const { customer, site, area, erpReference, placement, configuration, hardwareId, status } = fields;
    const layers = [customer, site, area, erpReference];
    const raw: RawDevice = {
      id: hardwareId === '' ? PLANNED_HARDWARE_ID : hardwareId,
      guid,
      status,
      meta: {
        location: this.summary.deviceType === 'gateway' ? layers : [...layers, placement, configuration],
      },
      state: { updateDate: this.now().toISOString() },
    };
    return this.set(guid, raw);
  }

  /** The device with all that upstream holds of it. */
  rawOf(guid: string): RawDevice | undefined {
    return this.devices.get(guid)?.raw;
  }

  /** Puts a device back that upstream held like this, with these fields; what they say already stays as it was spelt. */
  restore(guid: string, like: RawDevice, fields: DeviceFields): Device {
    const held = deviceFieldsOf(toDevice(devicePartsOf(like), guid, this.summary));
    const others = Object.entries(fields).filter(
      ([name, value]) => held[name as keyof DeviceFields] !== value,
    );
    return this.set(guid, { ...this.withFields(like, Object.fromEntries(others)), guid });
  }

  /** Sets the given fields of a device that {@link find} has found. */
  edit(guid: string, fields: Partial<DeviceFields>): Device {
    const held = this.devices.get(guid);
    if (held === undefined) throw new RangeError(`device ${guid} is not in the draft`);
    this.release(held.device);
    return this.set(guid, this.withFields(held.raw, fields));
  }

  /** Keeps these devices as they are now; what it returns puts those back that were edited since. */
  keep(guids: readonly string[]): () => void {
    const kept = guids.flatMap((guid) => this.devices.get(guid) ?? []);
    return () => {
      for (const drafted of kept) {
        const held = this.devices.get(drafted.device.guid);
        if (held !== undefined) this.release(held.device);
        this.hold(drafted);
      }
    };
  }

  remove(guid: string): void {
    const held = this.devices.get(guid);
    if (held === undefined) return;
    this.release(held.device);
    this.devices.delete(guid);
  }

  /** The whole object to write back. */
  toRaw(): RawCluster {
    const devices = [...this.devices.values()].map(({ raw, device: { guid } }) =>
      raw.guid === guid || devicePartsOf(raw).guid === guid ? raw : { ...raw, guid },
    );
    return { ...this.raw, data: { ...this.raw.data, devices } };
  }

  /** The same in our words. */
  toCluster(): Cluster {
    const devices = [...this.devices.values()].map(({ device }) => device);
    return { summary: { ...this.summary, deviceCount: devices.length }, devices };
  }

  private set(guid: string, raw: RawDevice): Device {
    const device = toDevice(devicePartsOf(raw), guid, this.summary);
    this.hold({ raw, device });
    return device;
  }

  private hold(drafted: Drafted): void {
    this.devices.set(drafted.device.guid, drafted);
    this.holders?.add(drafted.device.erpReference, drafted.device);
  }

  private release(device: Device): void {
    this.holders?.delete(device.erpReference, device);
  }

  private byReference(): Lookup<Device> {
    const holders = new Lookup<Device>();
    for (const { device } of this.devices.values()) holders.add(device.erpReference, device);
    return holders;
  }

  private withFields(raw: RawDevice, fields: Partial<DeviceFields>): RawDevice {
    const location = relocated(devicePartsOf(raw).location, fields);
    const lora = raw.meta?.lora;
    const followsId = lora?.['DevEUI'] !== undefined && lora['DevEUI'] === raw.id;
    return {
      ...raw,
      ...(fields.hardwareId !== undefined && { id: fields.hardwareId }),
      ...(fields.status !== undefined && { status: fields.status }),
      meta: {
        ...raw.meta,
        ...(location !== undefined && { location }),
        ...(fields.hardwareId !== undefined && followsId && { lora: { ...lora, DevEUI: fields.hardwareId } }),
      },
      state: { ...raw.state, updateDate: this.now().toISOString() },
    };
  }
}

/** The location with the named layers set; undefined when none is named, and what upstream holds stays as it is. */
function relocated(current: readonly string[], fields: Partial<DeviceFields>): string[] | undefined {
  const location = [...current];
  let named = false;
  for (const [field, layer] of Object.entries(LAYER_OF)) {
    const value = fields[field as keyof typeof LAYER_OF];
    if (value === undefined) continue;
    while (location.length <= layer) location.push('');
    location[layer] = value;
    named = true;
  }
  return named ? location : undefined;
}
