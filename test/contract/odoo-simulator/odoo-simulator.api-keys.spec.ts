import { startOdooSimulator, type OdooSimulator, type OdooSimulatorOptions } from '@libs/simulators';
import { execute } from './rpc';

/**
 * By the source of Odoo 19 (`odoo/addons/base/models/res_users.py`: `generate`, `revoke`, `_check_expiration_date`);
 * nothing of it was recorded.
 */
const ADMIN_KEY = 'a1'.repeat(20);
const USER_KEY = 'b2'.repeat(20);
const NOW = Date.parse('2026-11-21T12:00:00Z');
const METHOD = 'res.users.apikeys/generate';

describe('API keys that programs make in a simulated Odoo 19', () => {
  let odoo: OdooSimulator;
  let now = NOW;

  const start = async (options: OdooSimulatorOptions = {}): Promise<void> => {
    now = NOW;
    odoo = await startOdooSimulator({
      version: '19.0',
      users: [
        { login: 'admin', password: 'admin', apiKeys: [ADMIN_KEY] },
        { login: 'planner', password: 'planner', apiKeys: [USER_KEY], apiKeysEnd: '2026-12-01 00:00:00' },
      ],
      now: () => now,
      ...options,
    });
  };
  afterEach(() => odoo.close());

  const call = async (
    path: string,
    body: unknown,
    key = USER_KEY,
  ): Promise<{ readonly status: number; readonly json: unknown }> => {
    const headers = { authorization: `bearer ${key}`, 'content-type': 'application/json' };
    const answer = await fetch(`${odoo.url}/json/2/${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    return { status: answer.status, json: await answer.json() };
  };
  const wanted = (changes: object = {}): object => ({
    ...{ key: USER_KEY, scope: 'rpc', name: 'Trapline', expiration_date: '2027-02-01 00:00:00' },
    ...changes,
  });
  const whoIs = (key: string): Promise<{ readonly status: number; readonly json: unknown }> =>
    call('res.users/context_get', {}, key);

  it('are refused to ordinary users until the parameter is set', async () => {
    await start();
    expect(await call(METHOD, wanted())).toMatchObject({
      status: 422,
      json: { name: 'odoo.exceptions.UserError', message: 'Programmatic API keys are not enabled' },
    });
    expect(await call('res.users.apikeys/revoke', { key: USER_KEY })).toMatchObject({ status: 422 });
    odoo.setsParameter('base.enable_programmatic_api_keys', 'True');
    const { status, json } = await call(METHOD, wanted());
    expect([status, json]).toEqual([200, expect.stringMatching(/^[0-9a-f]{40}$/)]);
    expect(odoo.keysOf('planner')).toEqual(['Key 1', 'Trapline']);
    expect(await whoIs(json as string)).toMatchObject({ status: 200, json: { uid: 5 } });
  });

  it('are open to administrators, who may have keys without an end', async () => {
    await start();
    const { json } = await call(METHOD, wanted({ key: ADMIN_KEY, expiration_date: null }), ADMIN_KEY);
    now += 400 * 86_400_000;
    expect(await whoIs(json as string)).toMatchObject({ status: 200, json: { uid: 2 } });
  });

  it('end, and not too late for the groups of the user', async () => {
    await start();
    odoo.setsParameter('base.enable_programmatic_api_keys', '1');
    for (const [expiration_date, message] of [
      [null, 'The API key must have an expiration date'],
      ['2027-03-01 12:00:00', 'You cannot exceed 90.0 days.'],
    ]) {
      expect(await call(METHOD, wanted({ expiration_date }))).toMatchObject({
        status: 422,
        json: { name: 'odoo.exceptions.ValidationError', message },
      });
    }
    const { json } = await call(METHOD, wanted());
    now = Date.parse('2027-02-01T00:00:01Z');
    expect((await whoIs(json as string)).status).toBe(401);
  });

  it('are made with a live key of the caller alone, of a scope that fits', async () => {
    await start();
    odoo.setsParameter('base.enable_programmatic_api_keys', 'True');
    const denied = { status: 403, json: { name: 'odoo.exceptions.AccessDenied' } };
    expect(await call(METHOD, wanted({ key: ADMIN_KEY }))).toMatchObject(denied);
    expect(await call(METHOD, wanted({ key: 'c3'.repeat(20) }))).toMatchObject(denied);
    const { json: rpc } = await call(METHOD, wanted());
    expect(await call(METHOD, wanted({ key: rpc, scope: 'website' }))).toMatchObject(denied);
  });

  it('are limited in number', async () => {
    await start();
    odoo.setsParameter('base.enable_programmatic_api_keys', 'True');
    odoo.setsParameter('base.programmatic_api_keys_limit', '2');
    expect((await call(METHOD, wanted())).status).toBe(200);
    expect(await call(METHOD, wanted())).toMatchObject({
      status: 422,
      json: { message: 'Limit of 2 API keys is reached for programmatic creation' },
    });
  });

  it('are not accepted once they are revoked, and cannot be revoked twice or by others', async () => {
    await start();
    odoo.setsParameter('base.enable_programmatic_api_keys', 'True');
    expect(await call('res.users.apikeys/revoke', { key: ADMIN_KEY })).toMatchObject({
      status: 403,
      json: { name: 'odoo.exceptions.AccessError' },
    });
    const { json: made } = await call(METHOD, wanted());
    expect(await call('res.users.apikeys/revoke', { key: USER_KEY }, made as string)).toEqual({
      status: 200,
      json: true,
    });
    expect((await whoIs(USER_KEY)).status).toBe(401);
    expect(await call('res.users.apikeys/revoke', { key: USER_KEY }, made as string)).toMatchObject({
      status: 403,
      json: { name: 'odoo.exceptions.AccessDenied', message: 'The provided API key is invalid.' },
    });
  });

  it('do not exist before 19', async () => {
    await start({ version: '18.0' });
    const args = [ADMIN_KEY, 'rpc', 'Trapline', '2027-02-01 00:00:00'];
    await expect(execute(odoo, 'res.users.apikeys', 'generate', args)).rejects.toMatchObject({
      faultString: expect.stringContaining(
        "The method 'res.users.apikeys.generate' does not exist",
      ) as unknown,
    });
  });
});
