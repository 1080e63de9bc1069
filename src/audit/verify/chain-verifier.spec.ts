import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { type AuditAct } from '../audit-act';
import { type AuditRecord, entryOf, GENESIS, linked } from '../audit-record';
import { type Checkpoint, signed } from '../checkpoint';
import { SigningKey } from '../signing-key';
import { verifyChain } from './verify-chain';

const newKey = (): SigningKey =>
  new SigningKey(
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
const key = newKey();

function act(i: number): AuditAct {
  return {
    tenant: 'ann',
    actor: { kind: 'session', name: `user ${i % 3}`, role: 'operator', account: 'a1' },
    action: i % 2 === 0 ? 'device.create' : 'auth.login',
    subject: { kind: 'device', id: `d${i}`, ...(i % 2 === 0 && { reference: `R${i}`, cluster: 'c1' }) },
    before: i % 3 === 0 ? null : { status: 'pending', i },
    after: { status: 'active', deep: { z: [1, 2], a: i } },
    result: 'done',
    ...(i % 4 === 0 && { detail: 'from 127.0.0.1' }),
    ...(i % 3 === 1 && { cause: { plan: 'plan-1', action: String(i) } }),
  };
}

function chain(count: number): AuditRecord[] {
  const entries = Array.from({ length: count }, (_, i) =>
    entryOf(act(i), new Date(1_700_000_000_000 + i), i % 5 === 0 ? undefined : `r${i}`),
  );
  return linked('ann', { seq: 0, hash: GENESIS }, entries);
}

function checkpointOf({ tenant, seq, hash }: AuditRecord, anchor = false, by = key): Checkpoint {
  return signed({ tenant, seq, hash, time: '2026-01-01T00:00:00.000Z', anchor }, by);
}

const records = chain(12);
const COLUMNS = Object.keys(records[0] as AuditRecord) as (keyof AuditRecord)[];
const at = (seq: number): AuditRecord => records[seq - 1] as AuditRecord;

/** As they were hashed when no record named a plan. */
const BEFORE_PLANS: readonly AuditRecord[] = [
  '7ff23f43e4b7f768e51ac10c30c801d738faf0cfc7b24332f4b5ae412a95f8e2',
  '3a4b3bf8a9ef84b0610848eac83d48350bb9ba39654149c90d6c91bb4c199763',
].map((hash, i, hashes) => ({
  tenant: 'ann',
  seq: i + 1,
  time: `2026-01-0${i + 1}T00:00:00.000Z`,
  actor_kind: 'api_key',
  actor: 'planner',
  role: 'operator',
  account: 'a1',
  action: 'device.update',
  subject_kind: 'device',
  subject: `d${i + 1}`,
  reference: `R${i + 1}`,
  cluster: 'c1',
  before: '{"area":"Cellar"}',
  after: '{"area":"Attic"}',
  result: 'done',
  detail: null,
  correlation_id: `r${i + 1}`,
  plan: null,
  plan_action: null,
  previous: hashes[i - 1] ?? GENESIS,
  hash,
}));

/** What a forger without the key can do: alter a record, and hash everything after it anew. */
function forged(from: number, change: Partial<AuditRecord>): AuditRecord[] {
  const kept = records.slice(0, from - 1);
  const last = kept.at(-1) ?? { seq: 0, hash: GENESIS };
  const rest = records.slice(from - 1).map((record, i) => (i === 0 ? { ...record, ...change } : record));
  return [...kept, ...linked('ann', last, rest)];
}

describe('The verification of a chain', () => {
  it('finds nothing wrong with what was written', async () => {
    const { fault, report } = await verifyChain('ann', [checkpointOf(at(7))], records);
    expect(fault).toBeUndefined();
    expect(report).toMatchObject({ records: 12, first: 1, last: 12, checkpoints: 1, unsworn: 5 });
  });

  it('finds any change of any column of any record, and names the record', async () => {
    const columns = fc.constantFrom(...COLUMNS);
    const values = fc.oneof(fc.string(), fc.constant(null), fc.integer(), fc.json());
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 12 }), columns, values, async (seq, column, value) => {
        fc.pre(at(seq)[column] !== value);
        const tampered = records.map((r) => (r.seq === seq ? { ...r, [column]: value } : r));
        const { fault } = await verifyChain('ann', [], tampered);
        expect(fault).toBeDefined();
        if (column !== 'seq') expect(fault?.seq).toBe(seq);
      }),
      { numRuns: 500 },
    );
  });

  it('takes records that were written before any named a plan, and finds one that was put there since', async () => {
    expect((await verifyChain('ann', [], BEFORE_PLANS)).fault).toBeUndefined();
    const tampered = BEFORE_PLANS.map((record) => ({ ...record, plan: record.seq === 2 ? 'plan-1' : null }));
    expect((await verifyChain('ann', [], tampered)).fault).toMatchObject({ seq: 2, kind: 'altered' });
  });

  it('finds blanks and another order in the JSON of a record', async () => {
    const { after } = at(2);
    const spaced = JSON.stringify(JSON.parse(after ?? ''), null, 1);
    const tampered = records.map((record) => (record.seq === 2 ? { ...record, after: spaced } : record));
    expect((await verifyChain('ann', [], tampered)).fault).toMatchObject({ seq: 2, kind: 'altered' });
  });

  it('finds a record that is missing, repeated or in another place', async () => {
    const missing = records.filter(({ seq }) => seq !== 5);
    expect((await verifyChain('ann', [], missing)).fault).toMatchObject({ seq: 5, kind: 'missing' });
    const repeated = records.flatMap((record) => (record.seq === 5 ? [record, record] : [record]));
    expect((await verifyChain('ann', [], repeated)).fault).toMatchObject({ seq: 5, kind: 'out of order' });
    const swapped = [...records.slice(0, 3), at(5), at(4), ...records.slice(5)];
    expect((await verifyChain('ann', [], swapped)).fault).toMatchObject({ seq: 4, kind: 'missing' });
    const first = await verifyChain('ann', [], records.slice(2));
    expect(first.fault).toMatchObject({
      seq: 1,
      kind: 'missing',
      why: expect.stringContaining('1 to 2') as unknown,
    });
  });

  it('finds by a checkpoint what was forged to fit, and what was cut off', async () => {
    const tampered = forged(4, { actor: 'somebody else' });
    expect((await verifyChain('ann', [], tampered)).fault).toBeUndefined();
    const { fault } = await verifyChain('ann', [checkpointOf(at(9))], tampered);
    expect(fault).toMatchObject({ seq: 9, kind: 'checkpoint mismatch' });
    const cut = await verifyChain('ann', [checkpointOf(at(9))], records.slice(0, 6));
    expect(cut.fault).toMatchObject({ seq: 7, kind: 'missing' });
  });

  it('finds a checkpoint that was altered, or signed by somebody else', async () => {
    const real = checkpointOf(at(9));
    for (const change of [
      { hash: at(8).hash },
      { seq: 8 },
      { time: '2026-01-02T00:00:00.000Z' },
      { anchor: true },
    ]) {
      const { fault } = await verifyChain('ann', [{ ...real, ...change }], records);
      expect(fault).toMatchObject({
        kind: 'checkpoint mismatch',
        why: expect.stringContaining('signature') as unknown,
      });
    }
    const stranger = checkpointOf(at(9), false, newKey());
    expect((await verifyChain('ann', [stranger], records)).fault).toBeUndefined();
    const { fault } = await verifyChain('ann', [stranger], records, [key.publicKey]);
    expect(fault).toMatchObject({ seq: 9, why: expect.stringContaining('not trusted') as unknown });
    expect((await verifyChain('ann', [real], records, [key.publicKey])).fault).toBeUndefined();
  });

  it('takes a signed anchor for the records that were given up, and nothing else', async () => {
    const left = records.slice(6);
    expect((await verifyChain('ann', [checkpointOf(at(6), true)], left)).fault).toBeUndefined();
    expect((await verifyChain('ann', [checkpointOf(at(6))], left)).fault).toMatchObject({ kind: 'missing' });
    expect((await verifyChain('ann', [checkpointOf(at(5), true)], left)).fault).toMatchObject({ seq: 6 });
    // Not all of them may be deleted yet.
    expect((await verifyChain('ann', [checkpointOf(at(6), true)], records.slice(3))).fault).toBeUndefined();
    const other = { ...checkpointOf(at(6), true), hash: at(5).hash };
    expect((await verifyChain('ann', [other], left)).fault).toMatchObject({ kind: 'checkpoint mismatch' });
  });

  it('tells of processes that were killed, and of records that were lost to it', async () => {
    const acts: AuditAct[] = [
      { ...act(0), action: 'process.start', subject: { kind: 'process', id: 'p1' } },
      { ...act(1), action: 'process.start', subject: { kind: 'process', id: 'p2' } },
      { ...act(2), action: 'audit.gap', after: { lost: 3 } },
      { ...act(3), action: 'process.end', subject: { kind: 'process', id: 'p1' } },
    ];
    const entries = acts.map((each) => entryOf(each, new Date(), undefined));
    const { report } = await verifyChain('ann', [], linked('ann', { seq: 0, hash: GENESIS }, entries));
    expect(report).toMatchObject({ lost: 3, unended: ['p2'] });
  });
});
