import { type Device, type DeviceFields, type InspectionPoint, PLANNED_HARDWARE_ID } from '@libs/domain';
import { pointOf } from '../../../../libs/domain/compare/records.fixture';
import {
  BaseErpAdapter,
  type ErpCapabilities,
  type ErpFieldValues,
  type ErpProbe,
} from '../../../../src/erp/base-erp.adapter';
import type { ErpWriteBack, ErpWriteResult } from '../../../../src/erp/erp-write-back';
import type { Gate } from './gate';

/** An ERP in memory that the test fills, holds up and breaks. Two points make a page. */
export class ScriptedErp extends BaseErpAdapter {
  /** At least one, without which an ERP counts as unreadable: an archived one that nothing is said about. */
  points: readonly InspectionPoint[] = [pointOf({ erpId: '999', reference: 'OLD_0001', archived: true })];
  /** How often all points were asked for. */
  reads = 0;
  private gate: Gate | undefined;
  private failure: { readonly error: Error; readonly afterPages: number } | undefined;

  /** Reads wait at the gate from now on. */
  waitsAt(gate: Gate | undefined): void {
    this.gate = gate;
  }

  failsWith(error: Error, afterPages = 0): void {
    this.failure = { error, afterPages };
  }

  recovers(): void {
    this.failure = undefined;
    this.gate = undefined;
  }

  async *inspectionPoints(signal?: AbortSignal): AsyncIterable<readonly InspectionPoint[]> {
    this.reads += 1;
    await this.gate?.pass(signal);
    const { points, failure } = this;
    for (let page = 0; page * 2 < points.length || page === failure?.afterPages; page += 1) {
      if (page === failure?.afterPages) throw failure.error;
      yield points.slice(page * 2, page * 2 + 2);
    }
  }

  capabilities(): ErpCapabilities {
    const refusesNewPoints = 'this ERP is read only';
    return {
      system: 'scripted',
      lookupByReference: true,
      archivedPoints: true,
      writable: [],
      refusesNewPoints,
    };
  }

  probe(): Promise<ErpProbe> {
    return Promise.resolve({
      server: 'Scripted 1',
      account: 'test',
      visiblePoints: this.points.length,
      missing: [],
      warnings: [],
    });
  }

  changedSince(_since: string, signal?: AbortSignal): AsyncIterable<readonly InspectionPoint[]> {
    return this.inspectionPoints(signal);
  }

  latestChange(): Promise<string | null> {
    return Promise.resolve(null);
  }

  async *pointIds(signal?: AbortSignal): AsyncIterable<readonly string[]> {
    for await (const page of this.inspectionPoints(signal)) yield page.map(({ erpId }) => erpId);
  }

  findByIds(ids: readonly string[]): Promise<readonly InspectionPoint[]> {
    return Promise.resolve(this.points.filter(({ erpId }) => ids.includes(erpId)));
  }

  findByReferences(references: readonly string[]): Promise<readonly InspectionPoint[]> {
    return Promise.resolve(this.points.filter((point) => references.includes(point.reference)));
  }

  mapToMicroshare(point: InspectionPoint): DeviceFields {
    const { customer, site, area, reference, placement, configuration, status } = point;
    return {
      customer,
      site,
      area,
      erpReference: reference,
      placement,
      configuration,
      hardwareId: PLANNED_HARDWARE_ID,
      status,
    };
  }

  mapFromMicroshare(device: Device | DeviceFields): ErpFieldValues {
    return { reference: device.erpReference };
  }

  writeBack(changes: readonly ErpWriteBack[]): Promise<readonly ErpWriteResult[]> {
    const message = 'this ERP is read only';
    return Promise.resolve(
      changes.map(({ erpId }) => ({ erpId, outcome: 'refused', reason: 'not_mapped', message })),
    );
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
