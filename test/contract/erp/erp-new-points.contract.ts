import { type DeviceFields, PLANNED_HARDWARE_ID } from '@libs/domain';
import type { BaseErpAdapter } from '../../../src/erp/base-erp.adapter';
import type { NewErpPoint } from '../../../src/erp/erp-new-point';
import type { ErpUnderTest } from './erp-adapter.contract';
import { RECORDED_POINTS } from './recorded-points';

/** What every adapter that makes inspection points has to do. */
export function describeNewPoints(name: string, start: () => Promise<ErpUnderTest>): void {
  describe(`new inspection points: ${name}`, () => {
    let erp: ErpUnderTest;
    let adapter: BaseErpAdapter;
    const countOf = async (): Promise<number> => (await adapter.probe()).visiblePoints;

    beforeEach(async () => {
      erp = await start();
      adapter = erp.adapter;
    });
    afterEach(async () => {
      await adapter.close();
      await erp.close();
    });

    it('says that it can make them', () => {
      expect(adapter.capabilities().refusesNewPoints).toBeUndefined();
    });

    it('makes a point of a device, as it is read from then on', async () => {
      const [result] = await adapter.createPoints([newPoint()]);
      const wanted = {
        reference: 'NEW_001',
        customer: 'Café Lumière',
        site: 'Paris 9ᵉ',
        area: 'Réserve — cave',
        deviceEui: EUI,
        deviceStatus: 'active',
        archived: false,
        status: 'active',
      };
      expect(result).toMatchObject({ outcome: 'done', point: wanted });
      const found = await adapter.findByReferences(['NEW_001']);
      expect([{ outcome: 'done', point: found[0] }]).toEqual([result]);
      expect(found).toHaveLength(1);
    });

    it('makes no second one however often it is asked, and leaves what people have changed', async () => {
      const [first] = await adapter.createPoints([newPoint()]);
      if (first?.outcome !== 'done') throw new Error('not made');
      await adapter.writeBack([{ erpId: first.point.erpId, values: { deviceEui: '70-B3' } }]);
      const again = await Promise.all([1, 2, 3].map(() => adapter.createPoints([newPoint(), newPoint()])));
      for (const result of again.flat()) {
        expect(result).toMatchObject({
          outcome: 'done',
          point: { erpId: first.point.erpId, deviceEui: '70-B3' },
        });
      }
      expect(await countOf()).toBe(RECORDED_POINTS.length + 1);
    });

    it('makes many at once, each for its device', async () => {
      const many = Array.from({ length: 250 }, (_, index) =>
        newPoint({ erpReference: `NEW_${1000 + index}`, hardwareId: PLANNED_HARDWARE_ID }, `guid-${index}`),
      );
      const results = await adapter.createPoints(many);
      expect(results.map((result) => (result.outcome === 'done' ? result.point.reference : ''))).toEqual(
        many.map(({ fields }) => fields.erpReference),
      );
      expect(await countOf()).toBe(RECORDED_POINTS.length + 250);
    });

    it('archives a point and restores it, each as often as it is asked', async () => {
      const [made] = await adapter.createPoints([newPoint()]);
      if (made?.outcome !== 'done') throw new Error('not made');
      const { erpId, updatedAt } = made.point;
      let known = updatedAt ?? '';
      for (const archived of [true, false]) {
        const change = { erpId, archived, expectedUpdatedAt: known };
        for (const results of [await adapter.setArchived([change]), await adapter.setArchived([change])]) {
          expect(results).toMatchObject([
            { outcome: 'done', point: { erpId, archived, reference: 'NEW_001', deviceEui: EUI } },
          ]);
          // Odoo counts in whole seconds: archiving may have begun another one.
          if (results[0]?.outcome === 'done') known = results[0].point.updatedAt ?? '';
        }
        if (archived) continue;
        expect(await adapter.findByIds([erpId])).toEqual(
          [made.point].map((each) => ({ ...each, updatedAt: expect.any(String) as string })),
        );
      }
    });

    it('does not take an archived point for the one that is wanted', async () => {
      const [made] = await adapter.createPoints([newPoint()]);
      if (made?.outcome !== 'done') throw new Error('not made');
      await adapter.setArchived([{ erpId: made.point.erpId, archived: true }]);
      expect(await adapter.createPoints([newPoint()])).toMatchObject([
        { outcome: 'refused', reason: 'conflict' },
      ]);
      expect(await countOf()).toBe(RECORDED_POINTS.length + 1);
    });

    it('leaves points alone that were changed since, and that are not there', async () => {
      const expectedUpdatedAt = '2001-01-01T00:00:00.000Z';
      const results = await adapter.setArchived([
        { erpId: '2', archived: true, expectedUpdatedAt },
        { erpId: '999999', archived: true },
        { erpId: 'no id at all', archived: true },
      ]);
      expect(results).toMatchObject([
        { outcome: 'refused', reason: 'conflict' },
        { outcome: 'refused', reason: 'gone' },
        { outcome: 'refused', reason: 'gone' },
      ]);
      expect(await adapter.findByIds(['2'])).toMatchObject([{ archived: false }]);
    });

    it('has nothing to do for none, and throws the reason of a signal', async () => {
      expect(await adapter.createPoints([])).toEqual([]);
      expect(await adapter.setArchived([])).toEqual([]);
      const signal = AbortSignal.abort(new Error('changed my mind'));
      await expect(adapter.createPoints([newPoint()], signal)).rejects.toThrow('changed my mind');
      await expect(adapter.setArchived([{ erpId: '2', archived: true }], signal)).rejects.toThrow(
        'changed my mind',
      );
    });
  });
}

const EUI = '58-A0-CB-00-00-11-F8-5E';

/** A point for a device at `NEW_001`; give what is different. */
export function newPoint(fields: Partial<DeviceFields> = {}, key = 'erp-device-1'): NewErpPoint {
  return {
    key,
    fields: {
      customer: 'Café Lumière',
      site: 'Paris 9ᵉ',
      area: 'Réserve — cave',
      erpReference: 'NEW_001',
      placement: 'Internal',
      configuration: 'Bait/Lured',
      hardwareId: EUI,
      status: 'active',
      ...fields,
    },
  };
}
