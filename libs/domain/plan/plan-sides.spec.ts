import { deviceOf, plannedDeviceOf, pointOf } from '../compare/records.fixture';
import { type Device, deviceFieldsOf, PLANNED_HARDWARE_ID } from '../device';
import { deviceVersion } from '../device-version';
import type { InspectionPoint } from '../inspection-point';
import type { PlannedAction } from './plan-action';
import type { SyncPlan } from './plan-input';
import { touchedPercent } from './plan-sides';
import { planSelection } from './plan-scope';
import { DEFAULT_POLICY } from './sync-policy';
import { ERP_OWNS_ALL, type Options, plan } from './planned-sides.fixture';
import { pointVersion } from './point-version';
import { undoAction } from './undo-action';

const only = (points: readonly InspectionPoint[], devices: readonly Device[], options?: Options): SyncPlan =>
  plan({ points, devices }, options);
const EUI = 'E8-E1-E1-00-01-0A-2C-41';

describe('planning', () => {
  it('does nothing where the sides fit', () => {
    expect(only([pointOf({ deviceEui: EUI })], [deviceOf()], { direction: 'both' })).toEqual({
      actions: [],
      skipped: [],
    });
  });

  it.each<[string, Partial<InspectionPoint>[], Partial<Device>[], Options, Partial<PlannedAction>]>([
    [
      'a status that the ERP has a field for',
      [{ deviceEui: EUI, deviceStatus: 'pending' }],
      [{}],
      { direction: 'to_erp' },
      { kind: 'write_back', risk: 'low', before: { status: 'pending' }, after: { status: 'active' } },
    ],
    [
      'hardware and status in one write',
      [{ deviceStatus: '' }],
      [{}],
      { direction: 'to_erp' },
      {
        kind: 'write_back',
        before: { hardwareId: '', status: '' },
        after: { hardwareId: EUI, status: 'active' },
      },
    ],
    ['a create', [{}], [], {}, { kind: 'create', risk: 'low', before: null, clusterId: 'cluster-1' }],
    [
      'an update of the area',
      [{ area: 'Attic' }],
      [{}],
      {},
      { kind: 'update', risk: 'low', before: { area: 'Grain Intake' }, after: { area: 'Attic' } },
    ],
    [
      'a move to the cluster of another customer',
      [{ customer: 'Tarnwick Hotels' }],
      [{}],
      {},
      {
        kind: 'move',
        risk: 'high',
        before: { customer: 'Harbour Foods', clusterId: 'cluster-1' },
        after: { customer: 'Tarnwick Hotels', clusterId: 'cluster-2' },
      },
    ],
    [
      'an update where no cluster serves the new customer',
      [{ customer: 'Nobody' }],
      [{}],
      {},
      { kind: 'update', risk: 'medium', after: { customer: 'Nobody' } },
    ],
    [
      'a create where no cluster serves the customer, in the one that is named for that',
      [{ customer: 'Nobody' }],
      [],
      { otherwiseIn: 'cluster-9' },
      { kind: 'create', clusterId: 'cluster-9' },
    ],
    [
      'a create in the cluster of its customer, whatever other one is named',
      [{}],
      [],
      { otherwiseIn: 'cluster-9' },
      { kind: 'create', clusterId: 'cluster-1' },
    ],
    [
      'a rename by hardware',
      [{ reference: 'HF_0002', deviceEui: EUI }],
      [{ erpReference: 'HF_OLD' }],
      {},
      { kind: 'rename', before: { erpReference: 'HF_OLD' }, after: { erpReference: 'HF_0002' } },
    ],
    [
      'a rename of a device without reference',
      [{ deviceEui: EUI }],
      [{ erpReference: '' }],
      {},
      { kind: 'rename', before: { erpReference: '' }, after: { erpReference: 'HF_0001' } },
    ],
    [
      'a rename by spelling',
      [{}],
      [{ erpReference: 'hf_ 0001' }],
      {},
      { kind: 'rename', before: { erpReference: 'hf_ 0001' }, after: { erpReference: 'HF_0001' } },
    ],
    [
      'a status that the ERP owns',
      [{ deviceEui: EUI }],
      [{ status: 'maintenance' }],
      { policy: { owners: ERP_OWNS_ALL } },
      { kind: 'status', before: { status: 'maintenance' }, after: { status: 'active' } },
    ],
    [
      'the retirement of an archived point',
      [{ archived: true }],
      [{}],
      {},
      { kind: 'retire', risk: 'medium', before: { status: 'active' }, after: { status: 'inactive' } },
    ],
    [
      'its deletion where the policy says so',
      [{ archived: true }],
      [{}],
      { policy: { onArchive: 'delete' } },
      {
        kind: 'delete',
        risk: 'high',
        before: { ...deviceFieldsOf(deviceOf()), clusterId: 'cluster-1' },
        after: null,
      },
    ],
    [
      'hardware that the ERP owns',
      [{ deviceEui: EUI }],
      [{ id: PLANNED_HARDWARE_ID }],
      { policy: { owners: ERP_OWNS_ALL } },
      { kind: 'update', risk: 'high', after: { hardwareId: EUI } },
    ],
    [
      'a write-back of the hardware',
      [{}],
      [{}],
      { direction: 'to_erp' },
      {
        kind: 'write_back',
        risk: 'low',
        before: { hardwareId: '' },
        after: { hardwareId: EUI },
        clusterId: null,
      },
    ],
    [
      'a write-back that replaces what the ERP says',
      [{ deviceEui: '0011223344556677' }],
      [{}],
      { direction: 'both' },
      { kind: 'write_back', risk: 'medium', before: { hardwareId: '0011223344556677' } },
    ],
  ])('plans %s', (_, points, devices, options, expected) => {
    const sides = { points: points.map(pointOf), devices: devices.map(deviceOf) };
    const { actions, skipped } = plan(sides, options);
    expect(skipped).toEqual([]);
    expect(actions).toHaveLength(1);
    expect(actions[0]).toMatchObject(expected);
    expect(actions[0]?.reason).toMatch(/^[A-Z].*\.$/);
    expect(actions[0]?.pointVersion).toBe(pointVersion(pointOf(points[0])));
    const [device] = sides.devices;
    expect(actions[0]?.deviceVersion).toBe(device === undefined ? null : deviceVersion(device));
  });

  it.each<[string, Partial<InspectionPoint>[], Partial<Device>[], Options, RegExp]>([
    ['a reference of two points', [{}, { erpId: '102' }], [{}], {}, /2 inspection points share/],
    ['a reference of two devices', [{}], [{}, { guid: 'guid-2' }], {}, /2 devices share/],
    [
      'a reference of two devices whose point is archived',
      [{ archived: true }],
      [{}, { guid: 'g' }],
      {},
      /2 devices/,
    ],
    [
      'an illegal reference on both sides',
      [{ reference: 'HF-1' }],
      [{ erpReference: 'HF-1' }],
      {},
      /A-Z, 0-9/,
    ],
    ['an illegal reference without a device', [{ reference: 'HF-1' }], [], {}, /A-Z, 0-9/],
    ['a point without a reference', [{ reference: ' ' }], [], {}, /has no reference/],
    ['a customer without a cluster', [{ customer: 'Nobody' }], [], {}, /No cluster serves Nobody/],
    ['a name of 300 characters', [{ area: 'x'.repeat(300) }], [{}], {}, /1 to 100 characters/],
    ['a point without a site', [{ site: '' }], [], {}, /site "" must have/],
    [
      'hardware that two points name',
      [
        { reference: 'HF_0002', deviceEui: EUI },
        { erpId: '2', reference: 'HF_0003', deviceEui: EUI },
      ],
      [{ erpReference: 'HF_OLD' }],
      {},
      /Several inspection points have the hardware/,
    ],
    [
      'two devices written alike',
      [{}],
      [{ erpReference: 'hf_0001' }, { guid: 'guid-2', erpReference: 'HF_ 0001' }],
      {},
      /almost like HF_0001/,
    ],
    [
      'a reference that a gateway has',
      [{}],
      [{ deviceType: 'gateway' }],
      {},
      /no trap has the reference HF_0001/,
    ],
    [
      'a conflict that is to be left alone',
      [{ area: 'Attic' }],
      [{}],
      { policy: { conflict: 'skip' } },
      /conflicts alone/,
    ],
    [
      'a device changed after the point, where the newest wins',
      [{ area: 'Attic', updatedAt: '2026-10-01T00:00:00.000Z' }],
      [{}],
      { policy: { conflict: 'newest_wins' } },
      /other side was changed last/,
    ],
    [
      'hardware that several devices have',
      [{}],
      [{}, { guid: 'guid-2', erpReference: 'HF_0002' }],
      { direction: 'to_erp' },
      /several devices have the hardware id/i,
    ],
    [
      'hardware that the ERP has elsewhere',
      [{}, { erpId: '2', reference: 'HF_0002', deviceEui: EUI }],
      [{}],
      { direction: 'to_erp' },
      /at another inspection point/,
    ],
  ])('tells of %s and does nothing about it', (_, points, devices, options, reason) => {
    const { actions, skipped } = only(points.map(pointOf), devices.map(deviceOf), options);
    expect(actions).toEqual([]);
    expect(skipped.length).toBeGreaterThan(0);
    for (const each of skipped) expect(each.reason).toMatch(reason);
  });

  it('leaves alone what only one side knows and nobody archived', () => {
    expect(only([], [deviceOf(), plannedDeviceOf({ guid: 'guid-2', erpReference: 'HF_2' })])).toEqual({
      actions: [],
      skipped: [],
    });
  });

  it('takes the active point where an archived one has the same reference', () => {
    const { actions } = only(
      [pointOf({ area: 'Attic' }), pointOf({ erpId: '2', archived: true })],
      [deviceOf()],
    );
    expect(actions.map(({ kind }) => kind)).toEqual(['update']);
  });

  it('renames the trap of a point that was archived and made anew, and does not retire it', () => {
    const archived = pointOf({ archived: true });
    const { actions } = only(
      [archived, pointOf({ erpId: '2', reference: 'HF_2', deviceEui: EUI })],
      [deviceOf()],
    );
    expect(actions.map(({ kind }) => kind)).toEqual(['rename']);
  });

  it('does not take a trap with other hardware for a misspelt one', () => {
    const { actions, skipped } = only(
      [pointOf({ deviceEui: '0011223344556677' })],
      [deviceOf({ erpReference: 'hf_0001' })],
    );
    expect([actions, skipped.length]).toEqual([[], 1]);
  });

  describe('points that have exchanged their references', () => {
    const AREAS = ['Attic', 'Bakery', 'Cellar'];
    const euiOf = (i: number): string => `E8-E1-E1-00-00-00-00-0${i}`;
    const devices = AREAS.map((area, i) =>
      deviceOf({ guid: `d${i}`, id: euiOf(i), area, erpReference: `HF_000${i}` }),
    );
    /** Each has the reference of the next one, and stays where it is. */
    const points = AREAS.map((area, i) =>
      pointOf({ erpId: `${i}`, reference: `HF_000${(i + 1) % 3}`, area, deviceEui: euiOf(i) }),
    );
    const summary = (
      given: readonly InspectionPoint[],
      of = devices,
      options: Options = {},
    ): (readonly unknown[])[] =>
      only(given, of, options).actions.map(({ kind, guid, after, exchange }) => [
        kind,
        guid,
        after,
        exchange,
      ]);

    it('hand them to the devices that stand there, all at once', () => {
      const apart = deviceOf({ guid: 'd9', id: euiOf(9), area: 'Loft', erpReference: 'HF_0001B' });
      const bare = pointOf({ erpId: '9', reference: 'HF_0001A', area: 'Loft', deviceEui: euiOf(9) });
      for (const direction of ['to_microshare', 'both'] as const) {
        expect(summary([...points, bare], [...devices, apart], { direction })).toEqual([
          ['rename', 'd2', { erpReference: 'HF_0000' }, 0],
          ['rename', 'd0', { erpReference: 'HF_0001' }, 0],
          ['rename', 'd1', { erpReference: 'HF_0002' }, 0],
          ['rename', 'd9', { erpReference: 'HF_0001A' }, undefined],
        ]);
      }
    });

    it.each<[string, readonly InspectionPoint[], readonly Device[], Options]>([
      ['the hardware is not known', points.map((point) => ({ ...point, deviceEui: '' })), devices, {}],
      [
        'the hardware alone has changed places',
        points.map((point) => ({ ...point, area: 'Attic' })),
        devices,
        {},
      ],
      [
        'two points have the same hardware',
        [...points, pointOf({ erpId: '9', reference: 'HF_9', deviceEui: euiOf(0) })],
        devices,
        {},
      ],
      [
        'they lie in several clusters',
        points,
        devices.map((each, i) => ({ ...each, clusterId: `c${i}` })),
        {},
      ],
      ['one of them is no ring', points.slice(1), devices, {}],
      [
        'the ERP does not own references',
        points,
        devices,
        { policy: { owners: { ...DEFAULT_POLICY.owners, reference: 'iot' } } },
      ],
    ])('are left to their devices where %s', (_case, given, of, options) => {
      expect(summary(given, [...of], options).filter(([kind]) => kind === 'rename')).toEqual([]);
    });
  });

  it('keeps to the scope and the filters, and still sees duplicates outside of them', () => {
    const { actions, skipped } = only(
      [pointOf({ area: 'Attic' }), pointOf({ erpId: '2', reference: 'HF_2', customer: 'Tarnwick Hotels' })],
      [deviceOf()],
    );
    const selected = (...given: Parameters<typeof planSelection>): string[] =>
      actions.filter(planSelection(...given).wantsAction).map(({ erpReference }) => erpReference);
    expect(selected({}, {})).toEqual(['HF_0001', 'HF_2']);
    expect(selected({ customers: ['tarnwick hotels'] }, {})).toEqual(['HF_2']);
    expect(selected({ references: ['HF_0001'] }, {})).toEqual(['HF_0001']);
    expect(selected({ clusterIds: ['cluster-2'] }, {})).toEqual(['HF_2']);
    expect(selected({}, { kinds: ['create'] })).toEqual(['HF_2']);
    expect(selected({ sites: ['elsewhere'] }, {})).toEqual([]);
    expect(skipped).toEqual([]);
  });

  it('counts how much of the data is touched', () => {
    expect([touchedPercent(0, 0, 0), touchedPercent(1, 3, 200), touchedPercent(9, 4, 4)]).toEqual([
      0, 1, 100,
    ]);
  });
});

describe('undoing', () => {
  const update = (): PlannedAction => {
    const [action] = only([pointOf({ area: 'Attic' })], [deviceOf()]).actions;
    if (action === undefined) throw new Error('no action');
    return action;
  };

  it('leaves alone what somebody has changed since', () => {
    const applied = { ...update(), appliedVersion: deviceVersion(deviceOf({ area: 'Attic' })) };
    const device = deviceOf({ area: 'Attic', status: 'inactive' });
    expect(undoAction(applied, { device, point: undefined })).toMatchObject({
      skipped: { reason: 'The device has been changed since the action was applied.' },
    });
    expect(undoAction(applied, { device: undefined, point: undefined })).toMatchObject({
      skipped: { reason: 'The device is not there any more.' },
    });
  });

  it('turns before and after around', () => {
    const device = deviceOf({ area: 'Attic' });
    const undo = undoAction(
      { ...update(), appliedVersion: deviceVersion(device) },
      { device, point: undefined },
    );
    expect(undo).toMatchObject({
      action: { kind: 'update', before: { area: 'Attic' }, after: { area: 'Grain Intake' } },
    });
  });
});
