import { isPlanned, type Device, type DeviceFields, type InspectionPoint } from '@libs/domain';
import {
  BaseErpAdapter,
  type ErpCapabilities,
  type ErpFieldValues,
  type ErpProbe,
} from '../../base-erp.adapter';
import { toDeviceFields } from '../../location-fields';

/** An ERP that is a list of points in memory: for trying things out, for tests, and as an example of an adapter. */
export class InMemoryErpAdapter extends BaseErpAdapter {
  private points: readonly InspectionPoint[] = [];

  /** @param pageSize points per page */
  constructor(
    points: readonly InspectionPoint[] = [],
    private readonly pageSize = 500,
  ) {
    super();
    this.replaceAll(points);
  }

  /** Forgets the points it had. Ids that are numbers are ordered as numbers. */
  replaceAll(points: readonly InspectionPoint[]): void {
    this.points = [...points].sort((a, b) => a.erpId.localeCompare(b.erpId, 'en', { numeric: true }));
  }

  override capabilities(): ErpCapabilities {
    return { system: 'memory', lookupByReference: true, archivedPoints: true };
  }

  override async probe(signal?: AbortSignal): Promise<ErpProbe> {
    await turn(signal);
    return { server: 'In memory', account: 'none', visiblePoints: this.points.length, missing: [] };
  }

  override async *inspectionPoints(signal?: AbortSignal): AsyncGenerator<readonly InspectionPoint[]> {
    const { points, pageSize } = this;
    await turn(signal);
    for (let start = 0; start < points.length; start += pageSize) {
      yield points.slice(start, start + pageSize);
      await turn(signal);
    }
  }

  override async findByReferences(
    references: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly InspectionPoint[]> {
    await turn(signal);
    const wanted = new Set(references);
    wanted.delete('');
    return this.points.filter((point) => wanted.has(point.reference));
  }

  override mapToMicroshare(point: InspectionPoint): DeviceFields {
    return toDeviceFields(point);
  }

  override mapFromMicroshare(device: Device | DeviceFields): ErpFieldValues {
    const hardwareId = 'hardwareId' in device ? device.hardwareId : device.id;
    return {
      reference: device.erpReference,
      deviceEui: isPlanned(hardwareId) ? '' : hardwareId,
      active: device.status !== 'inactive',
    };
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Lets others run between two steps, as a real ERP would, and honours the signal. */
async function turn(signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  await Promise.resolve();
  signal?.throwIfAborted();
}
