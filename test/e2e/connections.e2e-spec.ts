import { KEYS, startTrapline, type Trapline } from '../support/trapline';
import { smallFleet } from '../support/clusters';

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

  it('is for administrators', async () => {
    const trapline = await start();
    expect((await trapline.call('POST', TEST)).status).toBe(403);
  });
});
