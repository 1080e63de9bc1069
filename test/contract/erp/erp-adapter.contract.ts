import type { DeviceFields, InspectionPoint } from '@libs/domain';
import { UpstreamError } from '@libs/upstream';
import type { ErpPointValues } from '../../../src/erp/erp-write-back';
import type { BaseErpAdapter } from '../../../src/erp/base-erp.adapter';
import { ARCHIVED_REFERENCE, DUPLICATE_REFERENCE, RECORDED_POINTS } from './recorded-points';

/** An adapter in front of an ERP that holds the recorded catalogue, set to pages of five. */
export interface ErpUnderTest {
  readonly adapter: BaseErpAdapter;
  /** Field of the ERP that holds the reference. */
  readonly referenceField: string;
  readonly close: () => Promise<void>;
}

/** An ERP behind a network, which can fail. */
export interface RemoteErpUnderTest extends ErpUnderTest {
  /** Makes every further call of the ERP fail. */
  readonly breakDown: () => void;
  /** Makes every call fail once a write has come in, that write included. */
  readonly breakDownDuringWrites: () => void;
  /** How many calls the ERP has seen. */
  readonly callCount: () => number;
}

/** What every adapter has to do. One line per adapter runs it, see `docs/adding-an-erp.md`. */
export function describeErpAdapter(name: string, start: () => Promise<ErpUnderTest>): void {
  describe(`ERP adapter contract: ${name}`, () => {
    let erp: ErpUnderTest;
    let adapter: BaseErpAdapter;

    beforeEach(async () => {
      erp = await start();
      adapter = erp.adapter;
    });
    afterEach(async () => {
      await adapter.close();
      await erp.close();
    });

    it('lists every point once, by record id, as the ERP holds it', async () => {
      const points = (await allPages(adapter)).flat();
      expect(points.map(withoutTime)).toEqual(
        RECORDED_POINTS.map((point) => ({ ...withoutTime(point), ...unset(adapter) })),
      );
      for (const point of points) expect(new Date(point.updatedAt ?? '').toISOString()).toBe(point.updatedAt);
    });

    it('gives pages with something on them', async () => {
      const pages = await allPages(adapter);
      expect(pages.length).toBeGreaterThan(1);
      for (const page of pages) expect(page.length).toBeGreaterThan(0);
    });

    it('can be listed again from the start', async () => {
      const first = await allPages(adapter);
      expect(await allPages(adapter)).toEqual(first);
    });

    it('marks an archived point and calls it inactive', async () => {
      const points = (await allPages(adapter)).flat();
      const archived = points.filter((point) => point.archived);
      expect(archived.map((point) => point.reference)).toEqual([ARCHIVED_REFERENCE]);
      expect(archived[0]?.status).toBe('inactive');
    });

    it('keeps a duplicate reference on both points, and a point without any', async () => {
      const points = (await allPages(adapter)).flat();
      expect(points.filter((point) => point.reference === DUPLICATE_REFERENCE)).toHaveLength(2);
      expect(points.filter((point) => point.reference === '')).toHaveLength(1);
    });

    it('finds points by reference: archived ones, both of a duplicate, and none for an unknown', async () => {
      const found = await adapter.findByReferences([
        'UNKNOWN_001',
        ARCHIVED_REFERENCE,
        DUPLICATE_REFERENCE,
        DUPLICATE_REFERENCE,
      ]);
      expect(found.map((point) => [point.erpId, point.reference])).toEqual([
        ['1', DUPLICATE_REFERENCE],
        ['12', DUPLICATE_REFERENCE],
        ['13', ARCHIVED_REFERENCE],
      ]);
    });

    it('finds nothing for no reference, an empty one and one that no ERP can hold', async () => {
      expect(await adapter.findByReferences([])).toEqual([]);
      expect(await adapter.findByReferences([''])).toEqual([]);
      expect(await adapter.findByReferences(['TRAP\u0000', 'EMOJI_001'])).toMatchObject([{ erpId: '7' }]);
    });

    it('finds exactly the references it is asked for among a thousand', async () => {
      const many = Array.from({ length: 1000 }, (_, index) => `UNKNOWN_${index}`);
      const found = await adapter.findByReferences([...many, 'TOKYO_KURA_001']);
      expect(found.map((point) => point.reference)).toEqual(['TOKYO_KURA_001']);
    });

    it('lists the ids of all points, archived ones too, in their order', async () => {
      const ids: string[] = [];
      for await (const page of adapter.pointIds()) ids.push(...page);
      expect(ids).toEqual(RECORDED_POINTS.map(({ erpId }) => erpId));
    });

    it('finds points by id, each once, and none for an unknown', async () => {
      const found = await adapter.findByIds(['13', '2', '2', '999999', 'no id at all']);
      expect(found.map(({ erpId }) => erpId)).toEqual(['2', '13']);
      expect(await adapter.findByIds([])).toEqual([]);
    });

    it('reads what was changed from a time on, and nothing where nothing was', async () => {
      const latest = await adapter.latestChange();
      const all = (await allPages(adapter)).flat();
      const times = all.map(({ updatedAt }) => updatedAt ?? '').sort();
      expect(latest).toBe(times.at(-1));
      expect(await changedSince(adapter, times[0] ?? '')).toEqual(all);
      const later = new Date(Date.parse(times.at(-1) ?? '') + 1_000).toISOString();
      expect(await changedSince(adapter, later)).toEqual([]);
      await adapter.writeBack([{ erpId: '13', values: { deviceEui: EUI } }]);
      const [written] = await adapter.findByIds(['13']);
      expect(await changedSince(adapter, written?.updatedAt ?? '')).toContainEqual(written);
    });

    it('counts in its probe what it lists', async () => {
      const probe = await adapter.probe();
      expect(probe).toMatchObject({ visiblePoints: RECORDED_POINTS.length, missing: [] });
      expect(probe.server).not.toBe('');
    });

    it('makes a legal location of a point', () => {
      const fields = adapter.mapToMicroshare(
        point({ customer: 'A, B\tCo', site: ' Line\nBreak ', area: 'x,,y' }),
      );
      expect(fields).toMatchObject({
        customer: 'A B Co',
        site: 'Line Break',
        area: 'x y',
        erpReference: 'REF_001',
      });
    });

    it('plans a device where the ERP knows none, and takes its hardware where it does', () => {
      expect(adapter.mapToMicroshare(point({ deviceEui: '' }))).toMatchObject({
        hardwareId: '00-00-00-00-00-00-00-00',
        status: 'pending',
      });
      expect(adapter.mapToMicroshare(point({ deviceEui: '58-A0-CB-00-00-11-F8-5E' }))).toMatchObject({
        hardwareId: '58-A0-CB-00-00-11-F8-5E',
        status: 'active',
      });
      const archived = point({ archived: true, status: 'inactive' });
      expect(adapter.mapToMicroshare(archived).status).toBe('inactive');
    });

    it('writes the reference of a device into the field of its ERP', () => {
      const values = adapter.mapFromMicroshare(device({ erpReference: 'REF_002' }));
      expect(values[erp.referenceField]).toBe('REF_002');
      expect(values.active).toBe(true);
      expect(adapter.mapFromMicroshare(device({ status: 'inactive' })).active).toBe(false);
    });

    it('writes values of a device into the record of its point, and nothing else', async () => {
      const before = (await allPages(adapter)).flat();
      const values = allValues(adapter);
      const [result] = await adapter.writeBack([{ erpId: '2', values }]);
      const after = (await allPages(adapter)).flat();
      const changed = after.find((one) => one.erpId === '2');
      expect(changed).toMatchObject(values);
      expect(result).toMatchObject({ erpId: '2', outcome: 'written', after: values });
      expect(result).toHaveProperty('before', blank(values));
      expect(result).toHaveProperty('updatedAt', changed?.updatedAt);
      expect(after.filter((one) => one.erpId !== '2')).toEqual(before.filter((one) => one.erpId !== '2'));
      expect({ ...changed, ...blank(values), updatedAt: null }).toEqual({
        ...before.find((one) => one.erpId === '2'),
        ...blank(values),
        updatedAt: null,
      });
    });

    it('leaves values alone that a change does not name, and empties a value that is empty', async () => {
      await adapter.writeBack([{ erpId: '2', values: allValues(adapter) }]);
      const results = await adapter.writeBack([{ erpId: '2', values: { deviceEui: '' } }]);
      expect(results).toMatchObject([
        { outcome: 'written', before: { deviceEui: EUI }, after: { deviceEui: '' } },
      ]);
      const [held] = await adapter.findByReferences(['ACME_P1_DOCK_002']);
      expect(held).toMatchObject({ ...allValues(adapter), deviceEui: '' });
    });

    it('sends nothing that is there already, also when repeated with the version of before', async () => {
      const [held] = await adapter.findByReferences(['ACME_P1_DOCK_002']);
      const change = { erpId: '2', values: { deviceEui: EUI }, expectedUpdatedAt: held?.updatedAt ?? '' };
      expect(await adapter.writeBack([change])).toMatchObject([{ outcome: 'written' }]);
      const [once] = await adapter.findByReferences(['ACME_P1_DOCK_002']);
      expect(await adapter.writeBack([change])).toEqual([
        { erpId: '2', outcome: 'unchanged', updatedAt: once?.updatedAt },
      ]);
      const regrouped = { erpId: '2', values: { deviceEui: EUI.replaceAll('-', '').toLowerCase() } };
      expect(await adapter.writeBack([regrouped])).toMatchObject([{ outcome: 'unchanged' }]);
      expect(await adapter.findByReferences(['ACME_P1_DOCK_002'])).toEqual([once]);
    });

    it('refuses a record that was changed since it was read, and does the others', async () => {
      const stale = { erpId: '2', values: { deviceEui: EUI }, expectedUpdatedAt: '2001-01-01T00:00:00.000Z' };
      const results = await adapter.writeBack([stale, { erpId: '3', values: { deviceEui: '70-B3' } }]);
      expect(results).toMatchObject([
        { erpId: '2', outcome: 'refused', reason: 'conflict' },
        { erpId: '3', outcome: 'written' },
      ]);
      expect(await adapter.findByReferences(['ACME_P1_DOCK_002'])).toMatchObject([{ deviceEui: '' }]);
    });

    it('refuses records that are not there, and does the others', async () => {
      const values = { deviceEui: EUI };
      const ids = ['999999', 'no id at all', '99999999999999999999', '13'];
      const results = await adapter.writeBack(ids.map((erpId) => ({ erpId, values })));
      expect(results.map(({ erpId }) => erpId)).toEqual(ids);
      expect(results).toMatchObject([
        { outcome: 'refused', reason: 'gone' },
        { outcome: 'refused', reason: 'gone' },
        { outcome: 'refused', reason: 'gone' },
        { outcome: 'written' },
      ]);
    });

    it('takes several changes of one record in their order', async () => {
      const results = await adapter.writeBack(
        ['70-B3-01', '70-B3-02', '70-B3-02'].map((deviceEui) => ({ erpId: '4', values: { deviceEui } })),
      );
      expect(results).toMatchObject([
        { outcome: 'written', before: { deviceEui: '' } },
        { outcome: 'written', before: { deviceEui: '70-B3-01' }, after: { deviceEui: '70-B3-02' } },
        { outcome: 'unchanged' },
      ]);
    });

    it('has nothing to do for no changes, and for a change of nothing', async () => {
      expect(await adapter.writeBack([])).toEqual([]);
      expect(await adapter.writeBack([{ erpId: '4', values: {} }])).toMatchObject([{ outcome: 'unchanged' }]);
    });

    it('throws the reason of a signal that is aborted from the start', async () => {
      const signal = AbortSignal.abort(new Error('changed my mind'));
      await expect(adapter.probe(signal)).rejects.toThrow('changed my mind');
      await expect(adapter.findByReferences(['X'], signal)).rejects.toThrow('changed my mind');
      await expect(allPages(adapter, signal)).rejects.toThrow('changed my mind');
      const change = { erpId: '2', values: { deviceEui: EUI } };
      await expect(adapter.writeBack([change], signal)).rejects.toThrow('changed my mind');
    });

    it('throws the reason out of an iteration that is aborted on the way, after no more pages', async () => {
      const stop = new AbortController();
      let pages = 0;
      const listing = async (): Promise<void> => {
        for await (const page of adapter.inspectionPoints(stop.signal)) {
          pages += Math.sign(page.length);
          stop.abort(new Error('the run was cancelled'));
        }
      };
      await expect(listing()).rejects.toThrow('the run was cancelled');
      expect(pages).toBe(1);
    });
  });
}

/** What adapters of an ERP behind a network have to do besides. */
export function describeRemoteErpAdapter(name: string, start: () => Promise<RemoteErpUnderTest>): void {
  describeErpAdapter(name, start);

  describe(`ERP adapter contract, outages: ${name}`, () => {
    let erp: RemoteErpUnderTest;

    beforeEach(async () => {
      erp = await start();
    });
    afterEach(async () => {
      await erp.adapter.close();
      await erp.close();
    });

    it('asks for no further page once the consumer has stopped', async () => {
      const probeCost = async (): Promise<number> => {
        const before = erp.callCount();
        await erp.adapter.probe();
        return erp.callCount() - before;
      };
      for await (const page of erp.adapter.inspectionPoints()) {
        expect(page.length).toBeGreaterThan(0);
        break;
      }
      expect(await probeCost()).toBe(await probeCost());
    });

    it('throws when the ERP breaks down between two pages', async () => {
      const listing = async (): Promise<void> => {
        for await (const page of erp.adapter.inspectionPoints()) {
          expect(page.length).toBeGreaterThan(0);
          erp.breakDown();
        }
      };
      expect(await errorOf(listing())).toBeInstanceOf(UpstreamError);
    });

    it('gives every change a result when the ERP breaks down on the way', async () => {
      const many = Array.from({ length: 13 }, (_, index) => ({
        erpId: String(index + 1),
        values: { deviceEui: `70-B3-${index}` },
      }));
      erp.breakDownDuringWrites();
      const results = await erp.adapter.writeBack([...many, ...many.slice(0, 2)]);
      expect(results.map(({ erpId }) => erpId)).toEqual(
        [...many, ...many.slice(0, 2)].map(({ erpId }) => erpId),
      );
      for (const result of results) {
        expect(result.outcome === 'refused' ? result.reason : result.outcome).toMatch(
          /^(unknown|unavailable)$/,
        );
      }
    });

    it('throws when the ERP is away before anything was written', async () => {
      erp.breakDown();
      const change = { erpId: '2', values: { deviceEui: EUI } };
      expect(await errorOf(erp.adapter.writeBack([change]))).toBeInstanceOf(UpstreamError);
    });

    it('never reads an outage as absence', async () => {
      erp.breakDown();
      expect(await errorOf(allPages(erp.adapter))).toBeInstanceOf(UpstreamError);
      expect(await errorOf(erp.adapter.findByReferences(['EMOJI_001']))).toBeInstanceOf(UpstreamError);
      expect(await errorOf(erp.adapter.probe())).toBeInstanceOf(UpstreamError);
    });
  });
}

const EUI = '58-A0-CB-00-00-11-F8-5E';

/** Values for everything the adapter has a place for. */
function allValues(adapter: BaseErpAdapter): ErpPointValues {
  const values = { deviceEui: EUI, deviceStatus: 'active', lastSync: '2026-11-20T10:15:30.000Z' };
  const { writable } = adapter.capabilities();
  return Object.fromEntries(writable.map((value) => [value, values[value]]));
}

function blank(values: ErpPointValues): ErpPointValues {
  return Object.fromEntries(Object.keys(values).map((value) => [value, '']));
}

/** What every point of the catalogue says of its device before anything was written. */
function unset(adapter: BaseErpAdapter): ErpPointValues {
  return adapter.capabilities().system === 'memory' ? {} : blank(allValues(adapter));
}

async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

async function changedSince(adapter: BaseErpAdapter, since: string): Promise<InspectionPoint[]> {
  const points: InspectionPoint[] = [];
  for await (const page of adapter.changedSince(since)) points.push(...page);
  return points;
}

async function allPages(
  adapter: BaseErpAdapter,
  signal?: AbortSignal,
): Promise<(readonly InspectionPoint[])[]> {
  const pages: (readonly InspectionPoint[])[] = [];
  for await (const page of adapter.inspectionPoints(signal)) pages.push(page);
  return pages;
}

function withoutTime(whole: InspectionPoint): InspectionPoint {
  return { ...whole, updatedAt: null };
}

function point(changes: Partial<InspectionPoint>): InspectionPoint {
  return {
    erpId: '1',
    reference: 'REF_001',
    name: 'Point',
    customer: 'Customer',
    site: 'Site',
    area: 'Area',
    placement: '',
    configuration: '',
    deviceEui: '',
    archived: false,
    status: 'active',
    updatedAt: null,
    ...changes,
  };
}

function device(changes: Partial<DeviceFields>): DeviceFields {
  return {
    customer: 'Customer',
    site: 'Site',
    area: 'Area',
    erpReference: 'REF_001',
    placement: 'Internal',
    configuration: 'Poison',
    hardwareId: '58-A0-CB-00-00-11-F8-5E',
    status: 'active',
    ...changes,
  };
}
