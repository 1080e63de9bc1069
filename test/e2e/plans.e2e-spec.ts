import { DEFAULT_ACCOUNT } from '@libs/simulators';
import { HARBOUR_TRAPS, HOTEL_TRAPS } from '../support/clusters';
import {
  type ActionJson as Action,
  bothSides,
  makePlan,
  PLANNED_PRODUCTS,
  plannedFleet,
  planIn,
  PLANS,
  post,
} from '../support/plans';
import { eventually } from '../support/eventually';
import { KEYS, startTrapline, type Trapline } from '../support/trapline';

const OTHER = { username: 'planner@northbank-pest.example', password: 'other' };
jest.setTimeout(60_000);
let trapline: Trapline;

const start = async (): Promise<void> => {
  trapline = await startTrapline({
    microshare: { clusters: plannedFleet(), accounts: [DEFAULT_ACCOUNT, OTHER] },
    odoo: { products: PLANNED_PRODUCTS },
    settings: { JOB_BACKOFF_MS: '20', BREAKER_VOLUME: '1000' },
  });
};
const stop = (): Promise<void> => trapline.close();

const fates = (actions: readonly Action[]): string[] =>
  actions.map(({ kind, erp_reference, status }) => `${kind} ${erp_reference} ${status}`);
const actionOf = (plan: { actions: readonly Action[] }, kind: string): Action => {
  const found = plan.actions.find((action) => action.kind === kind);
  if (found === undefined) throw new Error(`no ${kind}`);
  return found;
};

describe('making a plan', () => {
  beforeAll(start);
  afterAll(stop);

  it('keeps what would have to be done, and does none of it', async () => {
    const before = bothSides(trapline);
    const plan = await makePlan(trapline);
    expect(plan).toMatchObject({
      direction: 'both',
      status: 'draft',
      created_by: 'operator',
      trigger: 'request',
      summary: { write_back: 1, update: 1, create: 1, rename: 1, retire: 1, move: 1 },
      progress: { pending: 6, skipped: 1 },
      touched_percent: 67,
      undoes: null,
      started_at: null,
    });
    expect(actionOf(plan, 'create')).toMatchObject({
      risk: 'low',
      erp_reference: 'HF_DSM_0050',
      guid: expect.stringMatching(/^erp-device-/) as string,
      before: null,
      after: { area: 'Attic', erp_reference: 'HF_DSM_0050', cluster_id: HARBOUR_TRAPS },
    });
    expect(actionOf(plan, 'update')).toMatchObject({
      before: { area: 'Cellar' },
      after: { area: 'Cold Cellar' },
      reason: 'The ERP says area "Cold Cellar", the device "Cellar".',
    });
    expect(bothSides(trapline)).toEqual(before);
    const read = await trapline.call('GET', `${PLANS}/${plan.id}`, { key: KEYS.viewer });
    expect(read.json).toEqual(plan);
  });

  it('pages and filters its actions, and lists plans newest first', async () => {
    const first = await makePlan(trapline);
    const second = await makePlan(trapline, {
      direction: 'to_microshare',
      scope: { references: ['HF_DSM_0050'] },
      filters: { kinds: ['create'] },
    });
    expect(fates(second.actions)).toEqual(['create HF_DSM_0050 pending']);
    const seen: Action[] = [];
    for (let cursor = ''; ;) {
      const { json } = await trapline.call('GET', `${PLANS}/${first.id}?limit=3&status=pending${cursor}`);
      seen.push(...json.actions);
      if (json.next_cursor === null) break;
      cursor = `&cursor=${json.next_cursor}`;
    }
    expect(fates(seen)).toEqual(fates(first.actions.filter(({ status }: Action) => status === 'pending')));
    const { json: kinds } = await trapline.call('GET', `${PLANS}/${first.id}?kind=rename,move`);
    expect(kinds.actions.map(({ kind }: Action) => kind).sort()).toEqual(['move', 'rename']);
    const { json: risky } = await trapline.call('GET', `${PLANS}/${first.id}?risk=high&status=pending`);
    expect(risky.actions.map(({ kind }: Action) => kind).sort()).toEqual(['move']);
    const { json: newest } = await trapline.call('GET', `${PLANS}?limit=1`);
    const { json: oldest } = await trapline.call('GET', `${PLANS}?limit=1&cursor=${newest.next_cursor}`);
    expect([newest.plans[0].id, oldest.plans[0].id]).toEqual([second.id, first.id]);
    await post(trapline, first.id, 'cancel');
    const { json: ended } = await trapline.call('GET', `${PLANS}?status=cancelled,applied`);
    expect(ended.plans).toMatchObject([{ id: first.id, status: 'cancelled' }]);
    const { json: drafts } = await trapline.call('GET', `${PLANS}?status=draft&limit=1`);
    const { json: others } = await trapline.call(
      'GET',
      `${PLANS}?status=draft&limit=1&cursor=${drafts.next_cursor}`,
    );
    expect(drafts.plans).toMatchObject([{ id: second.id }]);
    expect(others).toMatchObject({ plans: [{ status: 'draft' }], next_cursor: null });
    const unknown = await trapline.call('GET', `${PLANS}?status=finished`);
    expect([unknown.status, unknown.json.errors[0].field]).toEqual([422, 'status']);
    const strange = await trapline.call('GET', `${PLANS}/${second.id}?cursor=${newest.next_cursor}`);
    expect([strange.status, strange.json.errors[0].field]).toEqual([400, 'cursor']);
  });

  it('is read as CSV and as text for people', async () => {
    const { id } = await makePlan(trapline);
    const csv = await trapline.call('GET', `${PLANS}/${id}`, { headers: { Accept: 'text/csv' } });
    const [header, ...rows] = csv.text.trimEnd().split('\r\n');
    expect(header).toBe(
      'id,kind,risk,status,reason,erp_reference,guid,before,after,erp_id,cluster_id,customer,site,result',
    );
    expect(rows).toHaveLength(7);
    const text = await trapline.call('GET', `${PLANS}/${id}?kind=update`, {
      headers: { Accept: 'text/plain' },
    });
    expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(text.text).toContain('  - area: "Cellar"\n  + area: "Cold Cellar"\n');
    const refused = await trapline.call('GET', `${PLANS}/${id}`, { headers: { Accept: 'image/png' } });
    expect([refused.status, refused.json.detail]).toEqual([
      406,
      'this is available as application/json, text/csv and text/plain',
    ]);
  });

  it('makes none from part of a side', async () => {
    const before = await trapline.call('GET', PLANS);
    trapline.odoo.answersHtml();
    const { status, json } = await trapline.call('POST', PLANS, { body: { direction: 'both' } });
    trapline.odoo.recovers();
    expect([status, json.upstream.system]).toEqual([502, 'odoo']);
    expect((await trapline.call('GET', PLANS)).json).toEqual(before.json);
  });

  it.each([
    [{}, 'direction'],
    [{ direction: 'sideways' }, 'direction'],
    [{ direction: 'both', scope: { sites: 'Mill' } }, 'scope.sites'],
    [{ direction: 'both', filters: { kinds: ['destroy'] } }, 'filters.kinds'],
    [{ direction: 'both', scope: { colour: ['red'] } }, 'scope.colour'],
    [{ direction: 'both', new_devices_in: 'nowhere' }, 'new_devices_in'],
  ])('refuses %j and names %s', async (body, field) => {
    const { status, json } = await trapline.call('POST', PLANS, { body });
    expect([status, json.errors[0].field]).toEqual([422, field]);
  });

  it('is for operators; viewers read, and other accounts find nothing', async () => {
    const { id } = await makePlan(trapline);
    const made = await trapline.call('POST', PLANS, { key: KEYS.viewer, body: { direction: 'both' } });
    const applied = await trapline.call('POST', `${PLANS}/${id}/apply`, { key: KEYS.viewer, body: {} });
    expect([made.status, applied.status]).toEqual([403, 403]);
    const { json: login } = await trapline.call('POST', '/api/v1/auth/login', { body: OTHER, key: null });
    const as = { key: null, headers: { authorization: `Bearer ${login.session_token}` } };
    expect((await trapline.call('GET', `${PLANS}/${id}`, as)).status).toBe(404);
    expect((await trapline.call('GET', PLANS, as)).json.plans).toEqual([]);
    expect((await trapline.call('POST', `${PLANS}/${id}/apply`, { ...as, body: {} })).status).toBe(404);
  });
});

describe('applying a plan', () => {
  beforeEach(start);
  afterEach(stop);

  it('changes both sides once, with one write per cluster, and leaves nothing to do', async () => {
    const plan = await makePlan(trapline);
    trapline.microshare.forgetCalls();
    const started = await post(trapline, plan.id, 'apply');
    expect([started.status, started.json.started_by]).toEqual([202, 'operator']);
    const done = await planIn(trapline, plan.id, 'applied');
    expect(done.progress).toEqual({ applied: 6, skipped: 1 });
    // One for the mill, and two for the move.
    expect(trapline.microshare.count('write')).toBeLessThanOrEqual(4);
    expect(trapline.odoo.products.withCode('HF_DSM_0001')[0]?.barcode).toBe('E8-E1-E1-00-01-0A-2C-41');
    const created = actionOf(done, 'create').guid;
    const { json } = await trapline.call('GET', `/api/v1/devices/${created ?? ''}`);
    expect(json.device).toMatchObject({ area: 'Attic', erp_reference: 'HF_DSM_0050', status: 'pending' });
    const moved = await trapline.call('GET', '/api/v1/devices/trap-4');
    expect(moved.json.device).toMatchObject({ cluster_id: HARBOUR_TRAPS, customer: 'Harbour Foods' });
    expect(trapline.microshare.cluster(HOTEL_TRAPS)?.data?.devices).toEqual([]);
    const renamed = trapline.microshare.devices().find(({ guid }) => guid === 'trap-60');
    expect(renamed).toMatchObject({ vendorExtra: 'kept' });
    expect(await makePlan(trapline)).toMatchObject({ summary: {}, progress: { skipped: 1 } });
    expect((await post(trapline, plan.id, 'apply')).json.progress).toEqual(done.progress);
  });

  it('applies the chosen actions, and the others when it is asked again', async () => {
    const plan = await makePlan(trapline);
    const { id } = actionOf(plan, 'create');
    await post(trapline, plan.id, 'apply', { action_ids: [id] });
    const half = await planIn(trapline, plan.id, 'applied');
    expect(half.progress).toEqual({ applied: 1, pending: 5, skipped: 1 });
    await post(trapline, plan.id, 'apply');
    await eventually(async () => {
      expect((await planIn(trapline, plan.id, 'applied')).progress).toEqual({ applied: 6, skipped: 1 });
    });
    const skipped = plan.actions.find(({ status }) => status === 'skipped');
    for (const wrong of ['99', skipped?.id ?? '']) {
      const { status, json } = await post(trapline, plan.id, 'apply', { action_ids: [wrong] });
      expect([status, json.errors[0].field, json.errors[0].value]).toEqual([422, 'action_ids', wrong]);
    }
  });

  it('refuses what has changed since, and applies the rest', async () => {
    const plan = await makePlan(trapline);
    const changed = { area: 'Elsewhere' };
    const update = actionOf(plan, 'update');
    await trapline.call('PATCH', `/api/v1/devices/${update.guid ?? ''}`, { body: changed });
    const [attic] = trapline.odoo.products.withCode('HF_DSM_0050');
    trapline.odoo.products.archive(attic?.id ?? 0);
    await post(trapline, plan.id, 'apply');
    const done = await planIn(trapline, plan.id, 'applied');
    expect(done.progress).toEqual({ applied: 4, refused: 2, skipped: 1 });
    expect(actionOf(done, 'update').result).toMatch(/device has changed/);
    expect(actionOf(done, 'create').result).toBe(
      'The inspection point has been changed since the plan was made.',
    );
    const { json } = await trapline.call('GET', `/api/v1/devices/${update.guid ?? ''}`);
    expect(json.device.area).toBe('Elsewhere');
  });

  it('waits while a connected system is away, and goes on by itself', async () => {
    const plan = await makePlan(trapline);
    trapline.odoo.drops();
    await post(trapline, plan.id, 'apply');
    const waiting = await eventually(async () => {
      const { json } = await trapline.call('GET', `${PLANS}/${plan.id}`);
      expect(json.note).toMatch(/^Waiting.*odoo/);
      return json;
    });
    expect([waiting.status, waiting.progress.pending]).toEqual(['applying', 6]);
    trapline.odoo.recovers();
    expect((await planIn(trapline, plan.id, 'applied')).progress).toEqual({ applied: 6, skipped: 1 });
  });

  it('is paused, resumed and called off between steps', async () => {
    const plan = await makePlan(trapline);
    trapline.odoo.drops();
    await post(trapline, plan.id, 'apply');
    expect((await post(trapline, plan.id, 'pause')).json.status).toBe('paused');
    expect((await post(trapline, plan.id, 'pause')).status).toBe(200);
    trapline.odoo.recovers();
    expect((await post(trapline, plan.id, 'resume')).status).toBe(202);
    await planIn(trapline, plan.id, 'applied');
    expect((await post(trapline, plan.id, 'pause')).status).toBe(409);
    expect((await post(trapline, plan.id, 'cancel')).json.detail).toMatch(/undo it instead/);
    const other = await makePlan(trapline, { direction: 'to_microshare' });
    expect((await post(trapline, other.id, 'resume')).status).toBe(409);
    expect((await post(trapline, other.id, 'cancel')).json.status).toBe('cancelled');
    expect((await post(trapline, other.id, 'cancel')).status).toBe(200);
    expect((await post(trapline, other.id, 'apply')).status).toBe(409);
  });
});

describe('undoing a plan', () => {
  beforeEach(start);
  afterEach(stop);

  it('restores both sides, but for the guids that were persisted on the way', async () => {
    const before = bothSides(trapline);
    const plan = await makePlan(trapline);
    expect((await post(trapline, plan.id, 'undo')).status).toBe(409);
    await post(trapline, plan.id, 'apply');
    await planIn(trapline, plan.id, 'applied');
    expect(bothSides(trapline)).not.toEqual(before);
    const { status, json: undo } = await post(trapline, plan.id, 'undo');
    expect([status, undo.undoes, undo.status]).toEqual([201, plan.id, 'draft']);
    await post(trapline, undo.id, 'apply');
    expect((await planIn(trapline, undo.id, 'applied')).progress).toEqual({ applied: 6 });
    expect((await planIn(trapline, plan.id, 'applied')).progress).toEqual({ undone: 6, skipped: 1 });
    expect(bothSides(trapline)).toEqual(before);
  });

  it('leaves alone what somebody has changed since', async () => {
    const plan = await makePlan(trapline);
    await post(trapline, plan.id, 'apply');
    await planIn(trapline, plan.id, 'applied');
    const { guid } = actionOf(plan, 'update');
    await trapline.call('PATCH', `/api/v1/devices/${guid ?? ''}`, { body: { area: 'Elsewhere' } });
    const { json: undo } = await post(trapline, plan.id, 'undo');
    expect(undo.progress).toEqual({ pending: 5, skipped: 1 });
    expect(actionOf(undo, 'update')).toMatchObject({
      status: 'skipped',
      reason: 'The device has been changed since the action was applied.',
    });
  });
});

describe('the audit trail of plans', () => {
  beforeAll(start);
  afterAll(stop);

  const recorded = async (subject: string): Promise<any[]> => {
    const path = `/api/v1/audit?action=plan.*&subject=${subject}`;
    const { status, json } = await trapline.call('GET', path, { key: KEYS.admin });
    expect(status).toBe(200);
    return json.records.map(({ action, actor, result }: any) => [action, actor, result]);
  };

  it('holds what each action of a plan changed, on both sides, and what one that undoes it did', async () => {
    const plan = await makePlan(trapline);
    await post(trapline, plan.id, 'apply');
    const done = await planIn(trapline, plan.id, 'applied');
    const changes = async (id: string): Promise<unknown[]> => {
      const { json } = await trapline.call('GET', `/api/v1/audit?plan=${id}`, { key: KEYS.admin });
      return json.records
        .map(({ plan, plan_action: action, subject, result }: any) => [plan, action, subject, result])
        .sort();
    };
    const applied = ({ actions }: { actions: readonly Action[] }): readonly Action[] =>
      actions.filter(({ status }) => status === 'applied');
    const recordOf = ({ id }: { id: string }, { id: action, kind, guid, erp_id }: Action): unknown[] => {
      return [id, action, kind === 'write_back' ? erp_id : guid, 'done'];
    };
    expect(applied(done)).toHaveLength(6);
    expect(await changes(plan.id)).toEqual(
      applied(done)
        .map((each) => recordOf(plan, each))
        .sort(),
    );
    const { json: undo } = await post(trapline, plan.id, 'undo');
    await post(trapline, undo.id, 'apply');
    const undone = await planIn(trapline, undo.id, 'applied');
    expect(await changes(undo.id)).toEqual(
      applied(undone)
        .map((each) => recordOf(undo, each))
        .sort(),
    );
    const headers = { 'X-API-Key': KEYS.admin, Accept: 'text/csv' };
    const answer = await fetch(`${trapline.url}/api/v1/audit?plan=${plan.id}`, { headers });
    const [header = '', ...rows] = (await answer.text()).trim().split('\r\n');
    expect(header.split(',').slice(15, 18)).toEqual(['correlation_id', 'plan', 'plan_action']);
    expect(rows).toHaveLength(6);
  });

  it('holds who made, applied, undid and cancelled one, and who tried', async () => {
    const plan = await makePlan(trapline);
    await post(trapline, plan.id, 'apply');
    await planIn(trapline, plan.id, 'applied');
    const { json: undo } = await post(trapline, plan.id, 'undo');
    expect((await post(trapline, plan.id, 'cancel')).status).toBe(409);
    await post(trapline, undo.id, 'cancel');
    expect(await recorded(plan.id)).toEqual([
      ['plan.cancel', 'operator', 'refused'],
      ['plan.undo', 'operator', 'done'],
      ['plan.apply', 'operator', 'done'],
      ['plan.make', 'operator', 'done'],
    ]);
    expect(await recorded(undo.id)).toEqual([
      ['plan.cancel', 'operator', 'done'],
      ['plan.make', 'operator', 'done'],
    ]);
    const { json } = await trapline.call('GET', `/api/v1/audit?action=plan.make&subject=${undo.id}`, {
      key: KEYS.admin,
    });
    expect(json.records[0].after).toMatchObject({
      direction: 'both',
      summary: undo.summary,
      undoes: plan.id,
    });
  });

  it('holds plans that are applied as soon as they are made', async () => {
    const { json } = await trapline.call('POST', '/api/v1/erp/sync/sync_to_microshare', { body: {} });
    await planIn(trapline, json.id, 'applied');
    expect(await recorded(json.id)).toEqual([
      ['plan.apply', 'operator', 'done'],
      ['plan.make', 'operator', 'done'],
    ]);
  });
});

describe('following a plan', () => {
  beforeAll(start);
  afterAll(stop);

  /** The events of a stream until the plan has ended. */
  async function follow(id: string, lastId?: string): Promise<{ types: string[]; text: string }> {
    const answer = await fetch(`${trapline.url}${PLANS}/${id}/events`, {
      headers: { 'X-API-Key': KEYS.viewer, ...(lastId !== undefined && { 'Last-Event-ID': lastId }) },
    });
    let text = '';
    for await (const part of answer.body ?? []) {
      text += Buffer.from(part as Uint8Array).toString('utf8');
      if (text.includes('event: run_ended')) break;
    }
    return { types: [...text.matchAll(/^event: (.+)$/gm)].map(([, type]) => type ?? ''), text };
  }

  it('tells how far it has come, and what was missed', async () => {
    const plan = await makePlan(trapline);
    const stream = follow(plan.id);
    await eventually(async () => {
      expect((await trapline.call('GET', '/metrics')).text).toMatch(/event_streams\{[^}]*\} 1/);
    });
    await post(trapline, plan.id, 'apply');
    const { types, text } = await stream;
    expect(types[0]).toBe('run_started');
    expect(types.slice(1, -1)).toEqual(['run_progressed', 'run_progressed']);
    expect(text).toContain('"step":"applying","done":6,"total":6');
    expect(text).toContain(`"run_kind":"plan","run_id":"${plan.id}","status":"succeeded"`);
    const [first] = [...text.matchAll(/^id: (.+)\nevent: run_started/gm)].map(([, id]) => id);
    const missed = await follow(plan.id, first);
    expect(missed.types).toEqual(types.slice(1));
  });

  it('is not for plans that the account does not have', async () => {
    expect((await trapline.call('GET', `${PLANS}/plan-nobody/events`)).status).toBe(404);
  });
});
