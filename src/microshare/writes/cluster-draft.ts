import { type ClusterSummary, type Device, type DeviceFields, PLANNED_HARDWARE_ID } from '@libs/domain';
import { devicePartsOf, devicesOf, type RawCluster, type RawDevice } from '@libs/microshare-client';
import { toCluster, toDevice } from '../cluster.mapper';
import { deviceGuids } from '../device-guids';

/** Where each location field stands in `meta.location`. */
const LAYER_OF = { customer: 0, site: 1, area: 2, erpReference: 3, placement: 4, configuration: 5 } as const;

/**
 * A cluster under edit: the raw object as just read, with its devices by guid. Edits touch the fields they name and keep
 * every other one, known or not. Devices without a guid get theirs written down with the next write.
 */
export class ClusterDraft {
  readonly summary: ClusterSummary;
  /** In upstream's order, which edits keep. */
  private readonly devices = new Map<string, RawDevice>();
  private readonly holders = new Map<string, Set<string>>();

  /** @throws TypeError for an object without id and recType; it could not have been read by them */
  constructor(
    private readonly raw: RawCluster,
    private readonly now: () => Date = () => new Date(),
  ) {
    const cluster = toCluster(raw);
    if (cluster === undefined) throw new TypeError('a cluster without id or recType cannot be edited');
    this.summary = cluster.summary;
    const devices = devicesOf(raw);
    const guids = deviceGuids(cluster.summary.id, devices);
    devices.forEach((device, i) => {
      this.set(guids[i] ?? '', device);
    });
  }

  find(guid: string): Device | undefined {
    const raw = this.devices.get(guid);
    return raw === undefined ? undefined : toDevice(raw, guid, this.summary);
  }

  /** Another device with this reference, if there is one. */
  otherWithReference(reference: string, guid: string): Device | undefined {
    const other = [...(this.holders.get(reference) ?? [])].find((holder) => holder !== guid);
    return other === undefined ? undefined : this.find(other);
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
    return this.devices.get(guid);
  }

  /** Puts a device back that upstream held like this, with these fields. */
  restore(guid: string, like: RawDevice, fields: DeviceFields): Device {
    return this.set(guid, { ...this.withFields(like, fields), guid });
  }

  /** Sets the given fields of a device that {@link find} has found. */
  edit(guid: string, fields: Partial<DeviceFields>): Device {
    const raw = this.devices.get(guid);
    if (raw === undefined) throw new RangeError(`device ${guid} is not in the draft`);
    this.release(guid, raw);
    return this.set(guid, this.withFields(raw, fields));
  }

  remove(guid: string): void {
    const raw = this.devices.get(guid);
    if (raw === undefined) return;
    this.release(guid, raw);
    this.devices.delete(guid);
  }

  /** The whole object to write back. */
  toRaw(): RawCluster {
    const devices = [...this.devices].map(([guid, raw]) =>
      devicePartsOf(raw).guid === guid ? raw : { ...raw, guid },
    );
    return { ...this.raw, data: { ...this.raw.data, devices } };
  }

  private set(guid: string, raw: RawDevice): Device {
    this.devices.set(guid, raw);
    const reference = referenceOf(raw);
    this.holders.set(reference, (this.holders.get(reference) ?? new Set()).add(guid));
    return toDevice(raw, guid, this.summary);
  }

  private release(guid: string, raw: RawDevice): void {
    this.holders.get(referenceOf(raw))?.delete(guid);
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

function referenceOf(raw: RawDevice): string {
  return (devicePartsOf(raw).location[LAYER_OF.erpReference] ?? '').trim();
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
