import type { InspectionPoint } from '@libs/domain';
import { UpstreamUnavailableError } from '@libs/upstream';
import { Logger } from '@nestjs/common';
import { pointOf } from '../../../libs/domain/compare/records.fixture';
import { loadConfiguration } from '../../../src/config/load-configuration';
import { InMemoryErpAdapter } from '../../../src/erp/adapters/memory/in-memory.adapter';
import { ErpPoints } from '../../../src/erp/erp-points';
import { InspectionPoints } from '../../../src/devices/inspection-points';

/** An ERP that can be away, and counts how often it was asked for points: all, changed ones, ids. */
class FlakyErp extends InMemoryErpAdapter {
  away = false;
  readings = 0;
  changes = 0;
  sweeps = 0;

  override async *inspectionPoints(signal?: AbortSignal): AsyncGenerator<readonly InspectionPoint[]> {
    this.readings += 1;
    yield* super.inspectionPoints(signal);
    this.answer();
  }

  override async *changedSince(since: string): AsyncGenerator<readonly InspectionPoint[]> {
    this.changes += 1;
    yield* super.changedSince(since);
    this.answer();
  }

  override async *pointIds(signal?: AbortSignal): AsyncGenerator<readonly string[]> {
    this.sweeps += 1;
    for await (const page of super.inspectionPoints(signal)) yield page.map(({ erpId }) => erpId);
    this.answer();
  }

  private answer(): void {
    if (this.away)
      throw new UpstreamUnavailableError('away', 'unknown', { system: 'memory', operation: 'read' });
  }
}

let erp: FlakyErp;
let points: InspectionPoints;
let warnings: number;

beforeEach(() => {
  jest.useFakeTimers();
  warnings = 0;
  Logger.overrideLogger({ log: () => undefined, error: () => undefined, warn: () => void (warnings += 1) });
  erp = new FlakyErp([pointOf({ erpId: '1' })]);
  const configuration = loadConfiguration({
    MICROSHARE_API_URL: 'http://127.0.0.1:9',
    MICROSHARE_AUTH_URL: 'http://127.0.0.1:9',
    MICROSHARE_CLIENT_ID: 'client',
    MICROSHARE_USERNAME: 'service',
    MICROSHARE_PASSWORD: 'not used',
    SESSION_SECRET: 'a secret for tests that is long enough',
    CACHE_DEVICE_TTL_S: '300',
    CACHE_STALE_LIMIT_S: '3600',
    ERP_SWEEP_S: '600',
  });
  points = new InspectionPoints(erp, new ErpPoints(erp, configuration), configuration);
});
afterEach(() => {
  jest.useRealTimers();
  Logger.overrideLogger(false);
});

function later(seconds: number): void {
  jest.advanceTimersByTime(seconds * 1000);
}

/** Ids as a reader gets them, after whatever goes on behind the answer has ended. */
async function ids(): Promise<string[]> {
  const { points: found } = await points.list();
  await jest.advanceTimersByTimeAsync(0);
  return found.map(({ erpId }) => erpId);
}

describe('InspectionPoints', () => {
  it('asks the ERP once for many readers, and not again while the points are fresh', async () => {
    await Promise.all([ids(), ids(), ids()]);
    later(300);
    await ids();
    expect(erp.readings).toBe(1);
  });

  it('answers with what it has when that is stale, and with the new points the next time', async () => {
    await ids();
    erp.replaceAll([pointOf({ erpId: '1' }), pointOf({ erpId: '2' })]);
    later(301);
    expect(await ids()).toEqual(['1']);
    expect(await ids()).toEqual(['1', '2']);
    expect([erp.readings, erp.changes, erp.sweeps]).toEqual([1, 1, 0]);
  });

  it('shows a deletion once the ids have been compared', async () => {
    await ids();
    erp.replaceAll([pointOf({ erpId: '2' })]);
    later(301);
    await ids();
    expect(await ids()).toEqual(['1', '2']);
    later(301);
    await ids();
    expect(await ids()).toEqual(['2']);
    expect([erp.readings, erp.sweeps]).toEqual([1, 1]);
  });

  it('takes an ERP that suddenly shows no point for one that hides them', async () => {
    await ids();
    erp.replaceAll([]);
    later(601);
    expect(await ids()).toEqual(['1']);
    expect(warnings).toBe(1);
    expect(await ids()).toEqual(['1']);
  });

  it('goes on with what it has while the ERP is away, with its age, and warns once', async () => {
    const { asOf } = await points.list();
    erp.away = true;
    later(301);
    expect(await ids()).toEqual(['1']);
    expect(await ids()).toEqual(['1']);
    expect((await points.list()).asOf).toEqual(asOf);
    await jest.advanceTimersByTimeAsync(0);
    expect(warnings).toBe(1);
  });

  it('warns again when the ERP was back in between', async () => {
    await ids();
    for (let outage = 1; outage <= 2; outage += 1) {
      erp.away = true;
      later(301);
      await ids();
      expect(warnings).toBe(outage);
      erp.away = false;
      await points.fresh();
    }
  });

  it('never serves half a reading', async () => {
    erp.away = true;
    await expect(points.list()).rejects.toThrow(UpstreamUnavailableError);
    erp.away = false;
    expect(await ids()).toEqual(['1']);
  });

  it('serves nothing older than the limit', async () => {
    await ids();
    erp.away = true;
    later(3601);
    await expect(points.list()).rejects.toThrow(UpstreamUnavailableError);
  });

  it('looks references up in the ERP itself, however fresh the list is', async () => {
    await ids();
    erp.replaceAll([pointOf({ erpId: '7', reference: 'HF_7' })]);
    expect((await points.findFresh(['HF_7'])).map(({ erpId }) => erpId)).toEqual(['7']);
  });
});
