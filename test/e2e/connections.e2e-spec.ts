import { KEYS, startTrapline, type Trapline } from '../support/trapline';
import { smallFleet } from '../support/clusters';

const LIST = '/api/v1/connections';
const TEST = '/api/v1/connections/test';

const running: Trapline[] = [];

async function start(settings: Record<string, string> = {}, cold = false): Promise<Trapline> {
  const trapline = await startTrapline({ microshare: { clusters: smallFleet() }, settings, cold });
  running.push(trapline);
  return trapline;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((trapline) => trapline.close()));
});

describe('the connection test', () => {
  it('says what answers, and what the account sees there', async () => {
    const trapline = await start();
    const { status, json } = await trapline.call('POST', TEST, { key: KEYS.admin });
    expect(status).toBe(200);
    expect(json.connections).toMatchObject([
      { system: 'microshare', works: true, detail: expect.stringContaining('has accepted the log-in') },
      { system: 'odoo', detail: expect.stringMatching(/^Odoo \d+\.0; admin sees \d+ inspection points$/) },
    ]);
  });

  it('says what to do about a password that is not accepted', async () => {
    const trapline = await start({ ODOO_PASSWORD: 'not-this-one' });
    const { json } = await trapline.call('POST', TEST, { key: KEYS.admin });
    expect(json.success).toBe(false);
    expect(json.connections[1]).toMatchObject({
      system: 'odoo',
      works: false,
      remedies: [expect.stringContaining('ODOO_PASSWORD')],
    });
    expect(JSON.stringify(json)).not.toContain('not-this-one');
  });

  it('says what to do where nobody answers', async () => {
    const trapline = await start({ MICROSHARE_AUTH_URL: 'http://127.0.0.1:9', RETRY_ATTEMPTS: '1' }, true);
    const { json } = await trapline.call('POST', TEST, { key: KEYS.admin });
    expect(json.connections[0]).toMatchObject({
      system: 'microshare',
      works: false,
      remedies: [expect.stringContaining('reaches it')],
    });
  });

  it('warns of what works and may not be enough', async () => {
    const trapline = await startTrapline({
      microshare: { clusters: smallFleet() },
      odoo: {
        users: [
          { login: 'admin', password: 'admin' },
          { login: 'planner', password: 'planner', groups: ['base.group_user'] },
        ],
        products: [{ name: 'A', default_code: 'ONE' }],
      },
      settings: { ODOO_USERNAME: 'planner', ODOO_PASSWORD: 'planner' },
    });
    running.push(trapline);
    const { json } = await trapline.call('POST', TEST, { key: KEYS.admin });
    expect(json.connections[1]).toMatchObject({ works: true, remedies: [] });
    expect(json.connections[1].warnings).toContainEqual(
      expect.stringContaining('may not change product.product'),
    );
  });

  it('is for administrators', async () => {
    const trapline = await start();
    expect((await trapline.call('POST', TEST)).status).toBe(403);
  });
});

describe('the list of connections', () => {
  it('shows what is behind each, without a secret', async () => {
    const trapline = await start();
    const { status, json, text } = await trapline.call('GET', LIST, { key: KEYS.admin });
    expect(status).toBe(200);
    expect(json.connections).toMatchObject([
      {
        id: 'default',
        system: 'odoo',
        last_error: null,
        capabilities: { server: 'Odoo 18.0', account: 'admin', transport: 'xmlrpc', language: 'en_US' },
      },
    ]);
    expect(json.connections[0].capabilities.fields).toContainEqual(
      expect.objectContaining({ name: 'default_code', label: 'Internal Reference', type: 'char' }),
    );
    expect(text).not.toContain('password');
  });

  it('is read once, and anew by a test', async () => {
    const trapline = await start();
    const readAt = async (): Promise<string> =>
      (await trapline.call('GET', LIST, { key: KEYS.admin })).json.connections[0].capabilities.read_at;
    const first = await readAt();
    const calls = trapline.odoo.calls().length;
    expect(await readAt()).toBe(first);
    expect(trapline.odoo.calls()).toHaveLength(calls);
    await trapline.call('POST', TEST, { key: KEYS.admin });
    expect(Date.parse(await readAt())).toBeGreaterThan(Date.parse(first));
  });

  it('says why nothing is known of an ERP that is away, and is empty without one', async () => {
    const away = await start({ ODOO_URL: 'http://127.0.0.1:9', RETRY_ATTEMPTS: '1' });
    expect((await away.call('GET', LIST, { key: KEYS.admin })).json.connections).toMatchObject([
      { id: 'default', capabilities: null, last_error: expect.stringContaining('unreachable') },
    ]);
    const none = await start({ ERP_ADAPTER: 'none' });
    expect((await none.call('GET', LIST, { key: KEYS.admin })).json.connections).toEqual([]);
  });

  it('is for administrators', async () => {
    const trapline = await start();
    expect((await trapline.call('GET', LIST)).status).toBe(403);
  });
});
