import fc from 'fast-check';
import {
  DEFAULT_POLICY,
  deviceFieldsOf,
  deviceVersion,
  PLANNED_HARDWARE_ID,
  type PlannedAction,
  pointVersion,
  sideOf,
  type SyncPlan,
  undoAction,
} from '@libs/domain';
import { deviceOf, pointOf } from '../../../libs/domain/compare/records.fixture';
import {
  applyAction,
  createdGuid,
  madeErpId,
  type Sides,
} from '../../../libs/domain/plan/applied-sides.fixture';
import { ERP_OWNS_ALL, type Options, plan } from '../../../libs/domain/plan/planned-sides.fixture';

const place = fc.record({
  customer: fc.constantFrom('Harbour Foods', 'Tarnwick Hotels', 'Nobody'),
  site: fc.constantFrom('Mill', ''),
  area: fc.constantFrom('Kitchen', 'Attic', 'x'.repeat(120)),
});
const reference = fc.constantFrom('', 'AAA', 'aaa', 'A AA', 'BBB', 'bbb', 'CCC', 'D-D', 'EEE');
const hardware = fc.constantFrom('', '', 'E8-E1', 'E8-E2', 'E8-E3', 'E8-E4');
const sides: fc.Arbitrary<Sides> = fc.record({
  points: fc.uniqueArray(
    fc
      .record({
        erpId: fc.nat(30).map(String),
        reference,
        deviceEui: hardware,
        archived: fc.boolean(),
        // Absent where no field is set for it.
        told: fc.constantFrom({}, {}, { deviceStatus: '' }, { deviceStatus: 'active' }),
        place,
      })
      .map(({ place: at, told, ...rest }) =>
        pointOf({ ...rest, ...told, ...at, placement: '', configuration: '' }),
      ),
    { selector: ({ erpId }) => erpId, maxLength: 10 },
  ),
  devices: fc.uniqueArray(
    fc
      .record({
        guid: fc.nat(30).map(String),
        erpReference: reference,
        id: hardware.map((id) => (id === '' ? PLANNED_HARDWARE_ID : id)),
        status: fc.constantFrom('active', 'inactive', 'pending'),
        deviceType: fc.constantFrom('rodent_sensor' as const, 'rodent_sensor' as const, 'gateway' as const),
        place,
      })
      .map(({ place: at, ...rest }) => deviceOf({ ...rest, ...at })),
    { selector: ({ guid }) => guid, maxLength: 10 },
  ),
});
const options: fc.Arbitrary<Options> = fc.record({
  direction: fc.constantFrom('to_microshare' as const, 'to_erp' as const, 'both' as const),
  policy: fc.record({
    owners: fc.constantFrom(DEFAULT_POLICY.owners, ERP_OWNS_ALL),
    conflict: fc.constantFrom('owner_wins' as const, 'newest_wins' as const, 'skip' as const),
    onArchive: fc.constantFrom('set_inactive' as const, 'delete' as const, 'ignore' as const),
    createPoints: fc.boolean(),
  }),
});

describe('any plan', () => {
  const apply = (from: Sides, { actions }: SyncPlan): Sides => actions.reduce(applyAction, from);

  it('leaves nothing to do once it has been applied, but to tell the ERP of devices that it has made', () => {
    fc.assert(
      fc.property(sides, options, (given, how) => {
        const first = plan(given, how);
        const made = new Set(first.actions.filter(({ kind }) => kind === 'create').map(createdGuid));
        const tellsOfMade = ({ kind, guid }: PlannedAction): boolean =>
          kind === 'write_back' && made.has(guid ?? '');
        const second = plan(apply(given, first), how);
        expect(second.actions.filter((action) => !tellsOfMade(action))).toEqual([]);
        expect(plan(apply(apply(given, first), second), how).actions).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('does not depend on the order of the records', () => {
    fc.assert(
      fc.property(sides, options, (given, how) => {
        const turned = { points: [...given.points].reverse(), devices: [...given.devices].reverse() };
        expect(plan(turned, how)).toEqual(plan(given, how));
      }),
    );
  });

  it('touches no record twice, and none whose reference several records of a side have', () => {
    fc.assert(
      fc.property(sides, options, (given, how) => {
        const { actions } = plan(given, how);
        const touched = actions.map(({ kind, guid, erpId }) =>
          sideOf(kind) === 'erp' ? `erp ${erpId ?? madeErpId(guid)}` : `iot ${guid ?? `new ${erpId ?? ''}`}`,
        );
        expect(new Set(touched).size).toBe(touched.length);
        for (const action of actions) {
          const active = given.points.filter((p) => p.reference === action.erpReference && !p.archived);
          expect(active.length).toBeLessThanOrEqual(1);
          expect(action.erpReference).toMatch(/^[A-Z0-9_]{3,50}$/);
        }
      }),
    );
  });

  it('is undone by the actions that undo it, whatever was applied in between', () => {
    fc.assert(
      fc.property(sides, options, (given, how) => {
        const { actions } = plan(given, how);
        const after = apply(given, { actions, skipped: [] });
        const restored = actions.reduce((current, action) => {
          const guid = createdGuid(action);
          const device = current.devices.find((each) => each.guid === guid);
          const made = action.kind === 'create_point' ? madeErpId(action.guid) : action.erpId;
          const point = current.points.find(({ erpId }) => erpId === made);
          const version =
            sideOf(action.kind) === 'erp'
              ? point && pointVersion(point)
              : device && action.kind !== 'delete'
                ? deviceVersion(device)
                : null;
          const undo = undoAction(
            { ...action, erpId: made, guid, appliedVersion: version ?? null },
            { device, point },
          );
          if (!('action' in undo)) throw new Error(undo.skipped.reason);
          return applyAction(current, undo.action);
        }, after);
        const isMade = ({ erpId }: Sides['points'][number]): boolean => erpId.startsWith('made-');
        expect(restored.points.filter(isMade).filter(({ archived }) => !archived)).toEqual([]);
        const points = restored.points.filter((point) => !isMade(point));
        expect(records({ ...restored, points })).toEqual(records(given));
      }),
      { numRuns: 1000 },
    );
  });
});

/** What was to be restored: all but the times of the last change, in no order. */
function records({ points, devices }: Sides): unknown {
  return {
    points,
    devices: devices
      .map((device) => ({ guid: device.guid, clusterId: device.clusterId, ...deviceFieldsOf(device) }))
      .sort((a, b) => (a.guid < b.guid ? -1 : 1)),
  };
}
