import { type DeviceFields, deviceVersion, REC_TYPES } from '@libs/domain';
import type { RawDevice } from '@libs/microshare-client';
import { ProblemError, type ProblemKind } from '../../common/problem';
import { applyChange } from './apply-change';
import { ClusterDraft } from './cluster-draft';
import type { ChangeResult, DeviceChange } from './device-change';

const fields: DeviceFields = {
  customer: 'Harbour Foods',
  site: 'Dock Street Mill',
  area: 'Cellar',
  erpReference: 'HF_0003',
  placement: 'Internal',
  configuration: 'Glue',
  hardwareId: '',
  status: 'pending',
};

function trap(guid: string, reference: string): RawDevice {
  const location = ['Harbour Foods', 'Dock Street Mill', 'Grain Intake', reference, 'Internal', ' kill/trap'];
  return { id: 'A1', guid, status: 'active', meta: { location }, kept: true };
}

function draft(): ClusterDraft {
  const devices = [trap('t1', 'HF_0001'), trap('t2', 'HF_0002')];
  return new ClusterDraft({ _id: 'c1', recType: REC_TYPES.rodent_sensor, name: 'Traps', data: { devices } });
}

const create = (more: Partial<DeviceChange & { kind: 'create' }> = {}): DeviceChange => ({
  kind: 'create',
  guid: 'new',
  fields,
  allowDuplicate: false,
  repeatable: false,
  ...more,
});
const update = (more: Partial<DeviceChange & { kind: 'update' }> = {}): DeviceChange => ({
  kind: 'update',
  guid: 't1',
  fields: { area: 'Cellar' },
  allowDuplicate: false,
  ...more,
});
const remove = (more: Partial<DeviceChange & { kind: 'delete' }> = {}): DeviceChange => ({
  kind: 'delete',
  guid: 't1',
  ...more,
});

/** The refusal of a change, after seeing that it left the draft alone. */
function refusal(change: DeviceChange): ProblemError {
  const on = draft();
  try {
    applyChange(on, change);
  } catch (error) {
    expect(on.toRaw()).toEqual(draft().toRaw());
    if (error instanceof ProblemError) return error;
    throw error;
  }
  throw new Error('the change was not refused');
}

function versionOf(guid: string): string {
  const device = draft().find(guid);
  if (device === undefined) throw new Error(`no device ${guid}`);
  return deviceVersion(device);
}

describe('applyChange', () => {
  it.each<[string, DeviceChange, ProblemKind, RegExp]>([
    ['an update of a missing device', update({ guid: 'x' }), 'not-found', /guid x/],
    ['a deletion of a missing device', remove({ guid: 'x' }), 'not-found', /guid x/],
    ['a create under a guid in use', create({ guid: 't1' }), 'conflict', /t1 exists already/],
    [
      'a create with a reference in use',
      create({ fields: { ...fields, erpReference: 'HF_0002' } }),
      'conflict',
      /HF_0002 is already used by the device t2.*allow_duplicate/,
    ],
    [
      'an update to a reference in use',
      update({ fields: { erpReference: 'HF_0002' } }),
      'conflict',
      /HF_0002 is already used by the device t2/,
    ],
    [
      'an update of another version',
      update({ expectedVersion: 'old' }),
      'precondition-failed',
      /read it again/,
    ],
    [
      'a deletion of another version',
      remove({ expectedVersion: 'old' }),
      'precondition-failed',
      /has changed/,
    ],
    [
      'an update of another version that would change nothing',
      update({ expectedVersion: 'old', fields: {} }),
      'precondition-failed',
      /has changed/,
    ],
  ])('refuses %s and leaves the draft as it was', (_, change, kind, message) => {
    const error = refusal(change);
    expect(error.kind).toBe(kind);
    expect(error.message).toMatch(message);
  });

  it('links the device that stands in the way', () => {
    const { options } = refusal(create({ fields: { ...fields, erpReference: 'HF_0002' } }));
    expect(options.errors).toEqual([
      { field: 'erp_reference', message: 'is used by another device', value: 'HF_0002' },
    ]);
    expect(options.extensions).toEqual({ existing: { guid: 't2', href: '/api/v1/devices/t2' } });
  });

  it('tells the version that was expected and the one that is there', () => {
    expect(refusal(remove({ expectedVersion: 'old' })).options.extensions).toEqual({
      expected_version: 'old',
      current_version: versionOf('t1'),
    });
  });

  it('accepts the version that the device has', () => {
    const result = applyChange(draft(), update({ expectedVersion: versionOf('t1') }));
    expect(result.updatedFields).toEqual(['area']);
  });

  it.each<[string, DeviceChange]>([
    ['create', create({ allowDuplicate: true, fields: { ...fields, erpReference: 'HF_0002' } })],
    ['update', update({ allowDuplicate: true, fields: { erpReference: 'HF_0002' } })],
  ])('lets a %s repeat a reference when that is wanted', (_, change) => {
    expect(applyChange(draft(), change).after?.erpReference).toBe('HF_0002');
  });

  it("lets an update name the device's own reference", () => {
    const result = applyChange(draft(), update({ fields: { erpReference: 'HF_0001', area: 'Cellar' } }));
    expect(result.updatedFields).toEqual(['area']);
  });

  it.each<[string, Partial<DeviceFields>, readonly string[]]>([
    ['the same values', { area: 'Grain Intake', status: 'active' }, []],
    ['the same value in other spelling upstream', { configuration: 'Kill/Trap' }, []],
    ['some new values', { area: 'Cellar', status: 'active', hardwareId: 'B2' }, ['area', 'hardwareId']],
  ])('names the fields whose value an update changes: %s', (_, changed, updated) => {
    const on = draft();
    const result = applyChange(on, update({ fields: changed }));
    expect([...result.updatedFields].sort()).toEqual(updated);
    if (updated.length === 0) {
      expect(result.after).toBe(result.before);
      expect(on.toRaw()).toEqual(draft().toRaw());
    }
  });

  it('answers each change with the device before and after', () => {
    const on = draft();
    const shown = ({ before, after }: ChangeResult) => [before?.area ?? null, after?.area ?? null];
    expect(shown(applyChange(on, create()))).toEqual([null, 'Cellar']);
    expect(shown(applyChange(on, update({ fields: { area: 'Loft' } })))).toEqual(['Grain Intake', 'Loft']);
    expect(shown(applyChange(on, remove()))).toEqual(['Loft', null]);
    expect(on.toRaw().data?.devices?.map(({ guid }) => guid)).toEqual(['t2', 'new']);
  });

  it('takes a device for its own work when a repeatable create finds it, and changes nothing', () => {
    const on = draft();
    const result = applyChange(on, create({ guid: 't1', repeatable: true }));
    expect(result).toMatchObject({ before: { guid: 't1' }, after: { guid: 't1', area: 'Grain Intake' } });
    expect(on.toRaw()).toEqual(draft().toRaw());
  });

  it('sees what earlier changes of the same round have done', () => {
    const on = draft();
    applyChange(on, create());
    expect(() => applyChange(on, create({ guid: 'newer' }))).toThrow(
      /HF_0003 is already used by the device new/,
    );
    applyChange(on, remove({ guid: 'new' }));
    expect(applyChange(on, create({ guid: 'newer' })).after?.guid).toBe('newer');
  });
});
