import { type Device, deviceVersion, REC_TYPES } from '@libs/domain';
import fc from 'fast-check';
import { tryChanges } from './apply-exchange';
import { ClusterDraft } from './cluster-draft';
import type { DeviceChange } from './device-change';
import { type Outcome, withoutConsequences } from './outcome';

/** A cluster of devices `d0`, `d1`… with these references. */
function draftOf(...references: readonly string[]): ClusterDraft {
  const devices = references.map((reference, i) => ({
    id: 'A1',
    guid: `d${i}`,
    status: 'active',
    meta: { location: ['Harbour Foods', 'Dock Street Mill', 'Intake', reference, 'Internal', 'Glue'] },
    kept: i,
  }));
  return new ClusterDraft({ _id: 'c1', recType: REC_TYPES.rodent_sensor, name: 'Traps', data: { devices } });
}

type Update = DeviceChange & { readonly kind: 'update' };
const rename = (i: number, erpReference: string, more: Partial<Update> = {}): Update => {
  return {
    kind: 'update',
    guid: `d${i}`,
    fields: { erpReference },
    allowDuplicate: false,
    exchange: 'x',
    ...more,
  };
};
const held = (draft: ClusterDraft): string => {
  return draft
    .toCluster()
    .devices.map(({ erpReference }) => erpReference)
    .join(' ');
};
const verdicts = (outcomes: readonly Outcome[]): readonly string[] =>
  outcomes.map((outcome) => (outcome.ok ? 'done' : outcome.error.message));

describe('changes that exchange references', () => {
  it('are applied together, among others that are applied in their order', () => {
    const draft = draftOf('A', 'B', 'C', 'D');
    const changes = [rename(0, 'B'), rename(3, 'E', { exchange: undefined }), rename(1, 'C'), rename(2, 'A')];
    expect(verdicts(tryChanges(draft, changes, []))).toEqual(['done', 'done', 'done', 'done']);
    expect(held(draft)).toBe('B C A E');
  });

  it('are refused without an exchange, as ever', () => {
    const draft = draftOf('A', 'B');
    const changes = [rename(0, 'B', { exchange: undefined }), rename(1, 'A', { exchange: undefined })];
    expect(verdicts(tryChanges(draft, changes, []))).toEqual([
      expect.stringMatching(/^the erp_reference B is already used by the device d1/),
      expect.stringMatching(/^the erp_reference A is already used by the device d0/),
    ]);
    expect(held(draft)).toBe('A B');
  });

  it('are all refused where one of them is, and leave the draft as it was', () => {
    const draft = draftOf('A', 'B', 'C');
    const read = JSON.stringify(draftOf('A', 'B', 'C').toRaw());
    const changes = [rename(0, 'B'), rename(1, 'C', { expectedVersion: 'an older one' }), rename(2, 'A')];
    const together =
      'it exchanges references with the device d1, which cannot be changed: the device has changed since';
    expect(verdicts(tryChanges(draft, changes, []))).toEqual([
      expect.stringContaining(together),
      expect.stringMatching(/^the device has changed/),
      expect.stringContaining(together),
    ]);
    expect(JSON.stringify(draft.toRaw())).toBe(read);
  });

  it('take no reference that a device beside them keeps', () => {
    const draft = draftOf('A', 'B', 'B');
    const changes = [rename(0, 'B'), rename(1, 'A')];
    expect(verdicts(tryChanges(draft, changes, []))).toEqual([
      expect.stringMatching(/^the erp_reference B is already used by the device d2/),
      expect.stringMatching(/^it exchanges references with the device d0/),
    ]);
    expect(held(draft)).toBe('A B B');
  });

  it('are tried again together where the refusal of one rests on a write that was not made', () => {
    const draft = draftOf('A', 'B', 'C');
    const version = deviceVersion(draft.find('d0') as Device);
    const changes = [
      rename(0, 'E', { exchange: undefined }),
      rename(0, 'B', { expectedVersion: version }),
      rename(1, 'A'),
    ];
    const outcomes = tryChanges(draft, changes, []);
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, false, false]);
    expect(withoutConsequences(changes, outcomes).map((outcome) => outcome?.ok)).toEqual([
      true,
      undefined,
      undefined,
    ]);
  });

  it('leave out those that are settled', () => {
    const draft = draftOf('B', 'B2');
    const settled: Outcome = { ok: false, error: new Error('told already') };
    const outcomes = tryChanges(draft, [rename(0, 'X'), rename(1, 'B')], [settled, undefined]);
    expect(verdicts(outcomes)).toEqual([
      'told already',
      expect.stringMatching(/^the erp_reference B is already used by the device d0/),
    ]);
  });

  it('never make a second device with a reference, whatever is exchanged and refused', () => {
    const references = fc.array(fc.constantFrom('A', 'B', 'C', 'D'), { minLength: 3, maxLength: 5 });
    const wishes = fc.array(
      fc.tuple(fc.nat(4), fc.constantFrom('A', 'B', 'C', 'D', 'E'), fc.constantFrom('x', 'y', undefined)),
      {
        maxLength: 6,
      },
    );
    const repeated = (draft: ClusterDraft): number => {
      const all = draft.toCluster().devices.map(({ erpReference }) => erpReference);
      return all.length - new Set(all).size;
    };
    fc.assert(
      fc.property(references, wishes, (given, wanted) => {
        const draft = draftOf(...given);
        const before = repeated(draft);
        const changes = wanted.map(([i, reference, exchange]) => rename(i, reference, { exchange }));
        const outcomes = tryChanges(draft, changes, []);
        expect(repeated(draft)).toBeLessThanOrEqual(before);
        changes.forEach((change, i) => {
          const isLast = changes.slice(i + 1).every(({ guid }) => guid !== change.guid);
          if (outcomes[i]?.ok === true && isLast && change.exchange === undefined) {
            expect(draft.find(change.guid)?.erpReference).toBe(change.fields.erpReference);
          }
        });
      }),
      { numRuns: 500 },
    );
  });
});
