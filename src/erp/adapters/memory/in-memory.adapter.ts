import { isPlanned, type Device, type DeviceFields, type InspectionPoint } from '@libs/domain';
import {
  BaseErpAdapter,
  type ErpCapabilities,
  type ErpFieldValues,
  type ErpProbe,
} from '../../base-erp.adapter';
import type { ErpArchiving, ErpPointResult, NewErpPoint } from '../../erp-new-point';
import {
  ERP_POINT_VALUES,
  type ErpRefusal,
  type ErpWriteBack,
  type ErpWriteResult,
} from '../../erp-write-back';
import { toDeviceFields } from '../../location-fields';
import { differingValues, sameValues } from '../../point-difference';

/** An ERP that is a list of points in memory: for trying things out, for tests, and as an example of an adapter. */
export class InMemoryErpAdapter extends BaseErpAdapter {
  private points: InspectionPoint[] = [];
  /** Ids of the points that were made, by their keys. */
  private readonly made = new Map<string, string>();

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
    return {
      system: 'memory',
      lookupByReference: true,
      archivedPoints: true,
      writable: ERP_POINT_VALUES,
      refusesNewPoints: undefined,
    };
  }

  override async probe(signal?: AbortSignal): Promise<ErpProbe> {
    await turn(signal);
    return {
      server: 'In memory',
      account: 'none',
      visiblePoints: this.points.length,
      missing: [],
      warnings: [],
    };
  }

  override async *inspectionPoints(signal?: AbortSignal): AsyncGenerator<readonly InspectionPoint[]> {
    const { pageSize } = this;
    await turn(signal);
    const points = [...this.points];
    for (let start = 0; start < points.length; start += pageSize) {
      yield points.slice(start, start + pageSize);
      await turn(signal);
    }
  }

  override async *changedSince(
    since: string,
    signal?: AbortSignal,
  ): AsyncGenerator<readonly InspectionPoint[]> {
    await turn(signal);
    const changed = this.points.filter(({ updatedAt }) => updatedAt !== null && updatedAt >= since);
    if (changed.length > 0) yield changed;
  }

  override async latestChange(signal?: AbortSignal): Promise<string | null> {
    await turn(signal);
    const times = this.points.flatMap(({ updatedAt }) => updatedAt ?? []);
    return times.sort().at(-1) ?? null;
  }

  override async *pointIds(signal?: AbortSignal): AsyncGenerator<readonly string[]> {
    for await (const page of this.inspectionPoints(signal)) yield page.map(({ erpId }) => erpId);
  }

  override async findByIds(
    ids: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly InspectionPoint[]> {
    await turn(signal);
    const wanted = new Set(ids);
    return this.points.filter(({ erpId }) => wanted.has(erpId));
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

  override async writeBack(
    changes: readonly ErpWriteBack[],
    signal?: AbortSignal,
  ): Promise<readonly ErpWriteResult[]> {
    const results: ErpWriteResult[] = [];
    for (const change of changes) {
      await turn(signal);
      results.push(this.writeOne(change));
    }
    return results;
  }

  override async createPoints(
    points: readonly NewErpPoint[],
    signal?: AbortSignal,
  ): Promise<readonly ErpPointResult[]> {
    await turn(signal);
    return points.map((point) => this.createOne(point));
  }

  override async setArchived(
    changes: readonly ErpArchiving[],
    signal?: AbortSignal,
  ): Promise<readonly ErpPointResult[]> {
    await turn(signal);
    return changes.map(({ erpId, archived, expectedUpdatedAt }): ErpPointResult => {
      const point = this.points.find((each) => each.erpId === erpId);
      if (point === undefined) return refusal('gone', `There is no point ${erpId}`);
      if (point.archived === archived) return { outcome: 'done', point };
      if (expectedUpdatedAt !== undefined && expectedUpdatedAt !== point.updatedAt) {
        return refusal('conflict', `Point ${erpId} was changed at ${point.updatedAt ?? 'an unknown time'}`);
      }
      const status = archived ? 'inactive' : 'active';
      const changed = { ...point, archived, status, updatedAt: new Date().toISOString() } as const;
      this.replaceAll([...this.points.filter((each) => each !== point), changed]);
      return { outcome: 'done', point: changed };
    });
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }

  private createOne({ key, fields }: NewErpPoint): ErpPointResult {
    const { erpReference: reference, hardwareId, status: deviceStatus, ...place } = fields;
    const known = this.points.find(({ erpId }) => erpId === this.made.get(key));
    if (known !== undefined) {
      if (known.reference === reference && !known.archived) return { outcome: 'done', point: known };
      return refusal('conflict', `Point ${known.erpId} was made for this device before, and has changed`);
    }
    const erpId = String(Math.max(0, ...this.points.map((point) => Number(point.erpId) || 0)) + 1);
    const point: InspectionPoint = {
      ...place,
      erpId,
      reference,
      name: [place.customer, place.site, place.area].join(' / '),
      deviceEui: isPlanned(hardwareId) ? '' : hardwareId,
      deviceStatus,
      archived: false,
      status: 'active',
      updatedAt: new Date().toISOString(),
    };
    this.made.set(key, erpId);
    this.replaceAll([...this.points, point]);
    return { outcome: 'done', point };
  }

  private writeOne({ erpId, values, expectedUpdatedAt }: ErpWriteBack): ErpWriteResult {
    const refused = (reason: 'gone' | 'conflict', message: string): ErpWriteResult => {
      return { erpId, outcome: 'refused', reason, message };
    };
    const at = this.points.findIndex((point) => point.erpId === erpId);
    const point = this.points[at];
    if (point === undefined) return refused('gone', `There is no point ${erpId}`);
    const after = differingValues(point, values);
    if (Object.keys(after).length === 0) return { erpId, outcome: 'unchanged', updatedAt: point.updatedAt };
    if (expectedUpdatedAt !== undefined && expectedUpdatedAt !== point.updatedAt) {
      return refused('conflict', `Point ${erpId} was changed at ${point.updatedAt ?? 'an unknown time'}`);
    }
    const updatedAt = new Date().toISOString();
    this.points[at] = { ...point, ...after, updatedAt };
    return { erpId, outcome: 'written', before: sameValues(point, after), after, updatedAt };
  }
}

function refusal(reason: ErpRefusal, message: string): ErpPointResult {
  return { outcome: 'refused', reason, message };
}

/** Lets others run between two steps, as a real ERP would, and honours the signal. */
async function turn(signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  await Promise.resolve();
  signal?.throwIfAborted();
}
