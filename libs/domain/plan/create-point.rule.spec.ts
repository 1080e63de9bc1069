import { deviceOf, plannedDeviceOf, pointOf } from '../compare/records.fixture';
import { type Device, PLANNED_HARDWARE_ID } from '../device';
import { deviceVersion } from '../device-version';
import type { InspectionPoint } from '../inspection-point';
import { madePoint } from './applied-sides.fixture';
import type { SyncPlan } from './plan-input';
import { type Options, plan } from './planned-sides.fixture';
import { pointVersion } from './point-version';
import { undoAction } from './undo-action';

const EUI = 'E8-E1-E1-00-01-0A-2C-41';
const WANTED: Options = { direction: 'to_erp', policy: { createPoints: true } };
const made = (
  devices: readonly Partial<Device>[],
  points: readonly Partial<InspectionPoint>[] = [],
  options: Options = WANTED,
): SyncPlan => plan({ points: points.map(pointOf), devices: devices.map(deviceOf) }, options);

describe('a trap without an inspection point', () => {
  it('gets one with all that is known of the trap', () => {
    const { actions, skipped } = made([{ erpReference: ' HF_0001 ' }]);
    expect(skipped).toEqual([]);
    expect(actions).toMatchObject([
      {
        kind: 'create_point',
        risk: 'low',
        erpReference: 'HF_0001',
        erpId: null,
        guid: 'guid-1',
        customer: 'Harbour Foods',
        clusterId: null,
        before: null,
        after: { erpReference: 'HF_0001', area: 'Grain Intake', hardwareId: EUI, status: 'active' },
        deviceVersion: deviceVersion(deviceOf({ erpReference: ' HF_0001 ' })),
        pointVersion: null,
      },
    ]);
  });

  it.each<[string, Options]>([
    ['the policy does not ask for it', { direction: 'to_erp' }],
    ['the ERP is not to be told', { policy: { createPoints: true } }],
  ])('gets none where %s', (_, options) => {
    expect(made([{}], [], options)).toEqual({ actions: [], skipped: [] });
  });

  it.each<[string, Partial<Device>, Partial<InspectionPoint>[]]>([
    ['is out of use', { status: 'inactive' }, []],
    ['is a gateway', { deviceType: 'gateway' }, []],
    ['has a point', {}, [{ deviceEui: EUI }]],
  ])('is not told of where it %s', (_, device, points) => {
    expect(made([device], points)).toEqual({ actions: [], skipped: [] });
  });

  it('is left to the rules for archived points where one has its reference', () => {
    expect(made([{}], [{ archived: true }]).actions).toEqual([]);
  });

  it('is renamed rather than given a second point, where its hardware is at one', () => {
    const both: Options = { ...WANTED, direction: 'both' };
    const { actions } = made([{ erpReference: 'HF_0002' }], [{ deviceEui: EUI }], both);
    expect(actions.map(({ kind }) => kind)).toEqual(['rename']);
  });

  it.each<[string, Partial<Device>[], Partial<InspectionPoint>[], Options, RegExp]>([
    ['no reference', [{ erpReference: '' }], [], WANTED, /^The device has no reference\.$/],
    ['an illegal reference', [{ erpReference: 'hf-1' }], [], WANTED, /must be 3 to 50 of A-Z/],
    ['no area', [{ area: '' }], [], WANTED, /area "" must have 1 to 100/],
    ['a reference twice', [{}, { guid: 'guid-2' }], [], WANTED, /^2 devices share the reference/],
    [
      'a reference that a gateway has',
      [{}, { guid: 'g', deviceType: 'gateway', id: 'A1' }],
      [],
      WANTED,
      /no trap has the reference/,
    ],
    [
      'the spelling of two points',
      [{}],
      [{ reference: 'hf_0001' }, { erpId: '2', reference: 'Hf_0001' }],
      WANTED,
      /written almost like HF_0001/,
    ],
    [
      'hardware of a point that has a trap',
      [
        { id: PLANNED_HARDWARE_ID, status: 'pending' },
        { guid: 'guid-2', erpReference: 'HF_0002' },
      ],
      [{ deviceEui: EUI }],
      WANTED,
      /at another inspection point/,
    ],
    [
      'hardware of another trap',
      [{}, { guid: 'guid-2', erpReference: 'HF_0002' }],
      [],
      WANTED,
      /several devices have the hardware id/i,
    ],
    [
      'an ERP that takes none',
      [{}],
      [],
      { ...WANTED, refusesNewPoints: 'its mapping cannot be turned around' },
      /^Its mapping cannot be turned around\.$/,
    ],
  ])('with %s is told of, and gets none', (_, devices, points, options, reason) => {
    const { actions, skipped } = made(devices, points, options);
    expect(actions).toEqual([]);
    const about = skipped.filter(({ kind }) => kind === 'create_point');
    expect(about.length).toBeGreaterThan(0);
    for (const each of about) expect(each.reason).toMatch(reason);
  });

  it('may share "no hardware yet" with others', () => {
    const planned = [plannedDeviceOf(), plannedDeviceOf({ guid: 'guid-2', erpReference: 'HF_0002' })];
    expect(made(planned).actions).toHaveLength(2);
  });
});

describe('undoing a point that was made', () => {
  const [action] = made([{}]).actions;
  if (action === undefined) throw new Error('no action');
  const point = madePoint(action);
  const applied = { ...action, erpId: point.erpId, appliedVersion: pointVersion(point) };

  it('archives it, and undoing that restores it', () => {
    const undo = undoAction(applied, { device: undefined, point });
    expect(undo).toMatchObject({
      action: { kind: 'archive_point', erpId: point.erpId, before: action.after, after: null },
    });
    if (!('action' in undo)) throw new Error('no undo');
    const archived = { ...point, archived: true };
    const again = undoAction(
      { ...undo.action, appliedVersion: pointVersion(archived) },
      { device: undefined, point: archived },
    );
    expect(again).toMatchObject({ action: { kind: 'restore_point', before: null, after: action.after } });
  });

  it('leaves it alone where somebody has worked on it, or deleted it', () => {
    const worked = { ...point, area: 'Attic' };
    expect(undoAction(applied, { device: undefined, point: worked })).toMatchObject({
      skipped: { kind: 'archive_point', reason: expect.stringMatching(/has been changed/) as string },
    });
    expect(undoAction(applied, { device: undefined, point: undefined })).toMatchObject({
      skipped: { reason: expect.stringMatching(/not there any more/) as string },
    });
  });
});
