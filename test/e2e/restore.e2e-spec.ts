import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClusterHistory } from '../../src/history/cluster-history';
import { HARBOUR_GATEWAYS, HARBOUR_TRAPS, HOTEL_TRAPS, newTrap, smallFleet } from '../support/clusters';
import { type ActionJson, planIn, PLANS, type PlanJson, post } from '../support/plans';
import { KEYS, startTrapline, type Trapline } from '../support/trapline';

jest.setTimeout(60_000);
let folder: string;
let trapline: Trapline;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trapline-restore-'));
  const settings = { DATA_DIR: folder, JOB_BACKOFF_MS: '20' };
  trapline = await startTrapline({ microshare: { clusters: smallFleet() }, settings });
});

afterEach(async () => {
  await trapline.close();
  await rm(folder, { recursive: true, force: true });
});

const history = (cluster: string): string => `/api/v1/clusters/${cluster}/history`;
const restore = (cluster: string, version: number | string, key: string = KEYS.operator) =>
  trapline.call('POST', `${history(cluster)}/${version}/restore`, { key });

/** A write, and the state before it kept. */
async function write(method: string, path: string, body?: object): Promise<any> {
  const answer = await trapline.call(method, `/api/v1/devices${path}`, { body });
  if (answer.status >= 300) throw new Error(answer.text);
  await trapline.app.get(ClusterHistory, { strict: false }).settled();
  return answer.json.device;
}

async function applied({ id }: PlanJson): Promise<PlanJson> {
  expect((await post(trapline, id, 'apply')).status).toBe(202);
  return planIn(trapline, id, 'applied');
}

/** What upstream holds of a cluster's devices, but for times and their order. */
function held(cluster: string): unknown[] {
  const devices = trapline.microshare.cluster(cluster)?.data?.devices ?? [];
  return devices
    .map(({ state, ...device }) => ({ ...device, battery: state?.['battery'] }))
    .sort((a, b) => String(a.guid).localeCompare(String(b.guid)));
}

const fates = ({ actions }: PlanJson): string[] =>
  actions.map(({ kind, guid, status }: ActionJson) => `${kind} ${guid} ${status}`);

describe('restoring a version of a cluster', () => {
  it('is a plan that changes nothing, and applied gives the cluster the devices of the version', async () => {
    // Persists the guids that upstream has none for.
    await write('PATCH', '/trap-2', { area: 'Ramp' });
    const before = held(HARBOUR_TRAPS);
    await write('PATCH', '/trap-2', { area: 'Cold Store', status: 'inactive' });
    await write('DELETE', '/trap-1');
    const added = await write('POST', '', newTrap('HF_DSM_0001'));
    const spoilt = held(HARBOUR_TRAPS);

    const made = await restore(HARBOUR_TRAPS, 2);
    const plan = made.json as PlanJson & { direction: string; scope: unknown };
    expect([made.status, made.headers.get('location')]).toEqual([201, `${PLANS}/${plan.id}`]);
    expect(plan).toMatchObject({
      status: 'draft',
      direction: 'to_microshare',
      scope: { cluster_ids: [HARBOUR_TRAPS] },
      undoes: null,
      summary: { delete: 1, status: 1, create: 1 },
      note: expect.stringMatching(
        /^Restores the cluster "Harbour Foods \| Motion" to version 2, before the write of 20/,
      ) as string,
    });
    expect(plan.actions).toMatchObject([
      { kind: 'delete', risk: 'high', guid: added.guid, after: null },
      {
        kind: 'status',
        guid: 'trap-2',
        before: { area: 'Cold Store', status: 'inactive' },
        after: { area: 'Ramp', status: 'pending' },
      },
      { kind: 'create', guid: 'trap-1', before: null, after: { erp_reference: 'HF_DSM_0001' } },
    ]);
    expect(held(HARBOUR_TRAPS)).toEqual(spoilt);
    const audit = await trapline.call('GET', `/api/v1/audit?subject=${plan.id}`, { key: KEYS.admin });
    expect(audit.json.records).toMatchObject([
      { action: 'plan.make', actor: 'operator', after: { note: plan.note } },
    ]);

    const done = await applied(plan);
    expect(fates(done)).toEqual([
      `delete ${added.guid} applied`,
      'status trap-2 applied',
      'create trap-1 applied',
    ]);
    // With the fields that Trapline does not know, and in upstream's own spelling.
    expect(held(HARBOUR_TRAPS)).toEqual(before);
    expect(JSON.stringify(before)).toContain('vendorExtra');

    const { json: undo } = await post(trapline, plan.id, 'undo');
    expect(fates(await applied(undo))).toEqual([
      'delete trap-1 applied',
      'status trap-2 applied',
      `create ${added.guid} applied`,
    ]);
    expect(held(HARBOUR_TRAPS)).toEqual(spoilt);
    const { json: again } = await post(trapline, undo.id, 'undo');
    await applied(again);
    expect(held(HARBOUR_TRAPS)).toEqual(before);
  });

  it('hands a reference back that other devices have taken over since', async () => {
    await write('PATCH', '/trap-2', { erp_reference: 'HF_DSM_0092' });
    await write('PATCH', '/trap-1', { erp_reference: 'HF_DSM_0002' });
    await write('POST', '', newTrap('HF_DSM_0001'));
    const { json: plan } = await restore(HARBOUR_TRAPS, 1);
    expect(plan.summary).toEqual({ delete: 1, rename: 2 });
    expect((await applied(plan)).progress).toEqual({ applied: 3 });
    const { json } = await trapline.call('GET', `${history(HARBOUR_TRAPS)}/1/diff`);
    expect(json).toMatchObject({ added: [], removed: [], changed: [] });
  });

  /** trap-1, trap-2 and the third each have the reference of another one; version 1 is from before that. */
  async function ring(): Promise<string> {
    const rename = (guid: string, reference: string) =>
      write('PATCH', `/${guid}`, { erp_reference: reference });
    const { json: list } = await trapline.call('GET', '/api/v1/devices?erp_reference=HF_DSM_0003');
    const guid = list.devices[0].guid as string;
    await rename('trap-1', 'HF_DSM_0091');
    await rename(guid, 'HF_DSM_0001');
    await rename('trap-2', 'HF_DSM_0003');
    await rename('trap-1', 'HF_DSM_0002');
    return guid;
  }
  const changedSince = async (version: number): Promise<unknown> => {
    const { json } = await trapline.call('GET', `${history(HARBOUR_TRAPS)}/${version}/diff`);
    return [json.added, json.removed, json.changed];
  };
  const nothing = [[], [], []];

  it('hands references back along a chain', async () => {
    await ring();
    await write('PATCH', '/trap-1', { erp_reference: 'HF_DSM_0093' });
    const { json: chain } = await restore(HARBOUR_TRAPS, 1);
    expect((await applied(chain)).progress).toEqual({ applied: 3 });
    expect(await changedSince(1)).toEqual(nothing);
  });

  it('hands references back that devices have exchanged, in one write, and takes that back', async () => {
    const third = await ring();
    const spoilt = held(HARBOUR_TRAPS);
    const { json: plan } = await restore(HARBOUR_TRAPS, 1);
    expect(plan.actions.map(({ reason }: ActionJson & { reason: string }) => reason)).toEqual(
      Array(3).fill(
        expect.stringMatching(/; it exchanges references with 2 other devices, which is done at/),
      ),
    );
    const writes = trapline.microshare.count('write');
    expect((await applied(plan)).progress).toEqual({ applied: 3 });
    expect(trapline.microshare.count('write')).toBe(writes + 1);
    expect(await changedSince(1)).toEqual(nothing);
    const { json: undo } = await post(trapline, plan.id, 'undo');
    expect((await applied(undo)).progress).toEqual({ applied: 3 });
    expect(held(HARBOUR_TRAPS)).toEqual(spoilt);
    // Two of them, of which one is to get back more than its reference.
    await write('PATCH', `/${third}`, { erp_reference: 'HF_DSM_0091' });
    const mark = (await trapline.call('GET', history(HARBOUR_TRAPS))).json.versions[0].version as number;
    await write('PATCH', '/trap-1', { erp_reference: 'HF_DSM_0092', area: 'Attic' });
    await write('PATCH', '/trap-2', { erp_reference: 'HF_DSM_0002' });
    await write('PATCH', '/trap-1', { erp_reference: 'HF_DSM_0003' });
    const { json: two } = await restore(HARBOUR_TRAPS, mark + 1);
    expect((await applied(two)).progress).toEqual({ applied: 2 });
    expect(await changedSince(mark + 1)).toEqual(nothing);
  });

  it('leaves alone all that exchange references where one of them has changed since', async () => {
    await ring();
    const { json: plan } = await restore(HARBOUR_TRAPS, 1);
    await write('PATCH', '/trap-2', { area: 'Elsewhere' });
    const spoilt = held(HARBOUR_TRAPS);
    const done = await applied(plan);
    expect(done.progress).toEqual({ refused: 3 });
    expect(done.actions.map(({ guid, result }) => [guid === 'trap-2', result])).toEqual(
      expect.arrayContaining([
        [true, expect.stringMatching(/^The device has changed/)],
        [false, expect.stringMatching(/^It exchanges references with the device trap-2, which cannot be/)],
      ]),
    );
    expect(held(HARBOUR_TRAPS)).toEqual(spoilt);
    // What is chosen of an exchange alone would leave two devices with one reference.
    const { json: again } = await restore(HARBOUR_TRAPS, 1);
    const body = { action_ids: [again.actions[0].id, again.actions[1].id] };
    await post(trapline, again.id, 'apply', body);
    expect((await planIn(trapline, again.id, 'applied')).progress).toEqual({ refused: 2, pending: 1 });
    expect(held(HARBOUR_TRAPS)).toEqual(spoilt);
  });

  it('refuses what has changed since the plan was made, and restores the rest', async () => {
    await write('PATCH', '/trap-2', { area: 'Cold Store' });
    await write('DELETE', '/trap-1');
    const added = await write('POST', '', newTrap('HF_DSM_0070'));
    const { json: plan } = await restore(HARBOUR_TRAPS, 1);
    await write('PATCH', '/trap-2', { area: 'Elsewhere' });
    await write('POST', '', newTrap('HF_DSM_0071', { guid: 'trap-1' }));
    const done = await applied(plan);
    expect(fates(done)).toEqual([
      `delete ${added.guid} applied`,
      'update trap-2 refused',
      'create trap-1 refused',
    ]);
    expect(done.actions.map(({ result }) => result)).toEqual([
      '',
      expect.stringMatching(/device has changed/),
      'There is a device with this guid by now.',
    ]);
    const kept = await trapline.call('GET', '/api/v1/devices/trap-2');
    expect(kept.json.device.area).toBe('Elsewhere');
  });

  it('restores gateways, and leaves alone what is in another cluster now', async () => {
    const before = held(HARBOUR_GATEWAYS);
    await write('DELETE', '/gateway-1');
    const { json: gateways } = await restore(HARBOUR_GATEWAYS, 1);
    expect((await applied(gateways)).progress).toEqual({ applied: 1 });
    expect(held(HARBOUR_GATEWAYS)).toEqual(before);

    await write('DELETE', '/trap-4');
    await write('POST', '', newTrap('HF_DSM_0080', { guid: 'trap-4' }));
    const { json: hotel } = await restore(HOTEL_TRAPS, 1);
    expect(hotel).toMatchObject({
      progress: { skipped: 1 },
      actions: [
        {
          kind: 'create',
          status: 'skipped',
          reason: 'The device is in the cluster "Harbour Foods | Motion" now; move it from there.',
        },
      ],
    });
  });

  it('has nothing to do where nothing differs, and nothing for what is not kept or not allowed', async () => {
    await write('PATCH', '/trap-2', { area: 'Cold Store' });
    await write('PATCH', '/trap-2', { area: 'Loading Bay' });
    expect((await restore(HARBOUR_TRAPS, 1)).json).toMatchObject({ summary: {}, actions: [] });
    expect((await restore(HARBOUR_TRAPS, 99)).status).toBe(404);
    expect((await restore('66f0a1b2c3d4e5f607182999', 1)).status).toBe(404);
    expect((await restore(HARBOUR_TRAPS, 'one')).status).toBe(400);
    expect((await restore(HARBOUR_TRAPS, 1, KEYS.viewer)).status).toBe(403);
    trapline.microshare.answersHtml();
    expect((await restore(HARBOUR_TRAPS, 1)).json.upstream).toMatchObject({ system: 'microshare' });
  });
});
