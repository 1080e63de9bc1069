import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { Database } from '../../src/database/database';
import { smallFleet } from '../support/clusters';
import { eventually } from '../support/eventually';
import { KEYS, startTrapline, type Trapline } from '../support/trapline';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Somebody who is told, with the answers that the test gives him; 204 when there is none left. */
class Receiver {
  readonly received: Received[] = [];
  readonly answers: { readonly status: number; readonly headers?: Record<string, string> }[] = [];
  private readonly server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      this.received.push({ headers: request.headers, body });
      const { status, headers = {} } = this.answers.shift() ?? { status: 204 };
      response.writeHead(status, headers).end();
    });
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }
}

const admin = { key: KEYS.admin };

describe('webhooks', () => {
  let trapline: Trapline;
  let receiver: Receiver;
  let url: string;

  async function start(settings: Readonly<Record<string, string>> = {}): Promise<void> {
    trapline = await startTrapline({
      microshare: { clusters: smallFleet() },
      odoo: { products: [{ name: 'Harbour Foods / Dock Street Mill / Attic', default_code: 'HF_DSM_0050' }] },
      settings: { WEBHOOK_ALLOW_PRIVATE: 'true', ...settings },
    });
  }

  beforeEach(async () => {
    receiver = new Receiver();
    url = await receiver.listen();
  });
  afterEach(async () => {
    await trapline.close();
    await receiver.close();
  });

  const create = async (events: readonly string[]): Promise<{ id: string; secret: string }> => {
    const { status, json } = await trapline.call('POST', '/api/v1/webhooks', {
      ...admin,
      body: { url, events },
    });
    expect(status).toBe(201);
    return json as { id: string; secret: string };
  };

  const runAnalysis = async (): Promise<string> => {
    const { json } = await trapline.call('POST', '/api/v1/erp/gap-analysis/runs');
    await eventually(async () => {
      const run = await trapline.call('GET', `/api/v1/erp/gap-analysis/runs/${json.id}?limit=1`);
      expect(run.json.status).not.toBe('running');
    });
    return json.id as string;
  };

  const deliveries = async (id: string): Promise<Record<string, unknown>[]> =>
    (await trapline.call('GET', `/api/v1/webhooks/${id}/deliveries`, admin)).json.deliveries as Record<
      string,
      unknown
    >[];

  it('tell of a gap analysis, signed, and show that it was taken', async () => {
    await start();
    const { id, secret } = await create(['gap.digest']);
    const run = await runAnalysis();
    await eventually(() => {
      expect(receiver.received).toHaveLength(1);
    }, 20_000);

    const [{ headers, body } = { headers: {}, body: '' }] = receiver.received;
    expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toMatchObject({
      type: 'gap.digest',
      data: { run: { id: run, status: 'succeeded' }, opened_count: expect.any(Number) as unknown },
    });
    expect(() => new Webhook(secret).verify(`${body} `, headers as Record<string, string>)).toThrow();
    await eventually(async () => {
      expect(await deliveries(id)).toMatchObject([
        {
          id: headers['webhook-id'],
          event: 'gap.digest',
          status: 'delivered',
          attempts: 1,
          last_status: 204,
        },
      ]);
    });
  });

  it('tell of a run that failed, and only whoever asked for it', async () => {
    await start();
    const { id } = await create(['gap.run_failed']);
    const quiet = await create(['gap.threshold_passed']);
    trapline.odoo.drops();
    const run = await runAnalysis();
    await eventually(() => {
      expect(receiver.received).toHaveLength(1);
    }, 20_000);
    expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({
      type: 'gap.run_failed',
      data: { run: { id: run, failed_side: 'erp' } },
    });
    expect(await deliveries(id)).toHaveLength(1);
    expect(await deliveries(quiet.id)).toEqual([]);
  });

  it('tell when coverage falls below its limit, and when more gaps are new than it allows', async () => {
    await start({ GAP_ALERT_COVERAGE_BELOW: '90', GAP_ALERT_NEW_ABOVE: '0' });
    await create(['gap.threshold_passed']);
    await runAnalysis();
    await runAnalysis();
    await eventually(() => {
      expect(receiver.received).toHaveLength(1);
    }, 20_000);
    const { data } = JSON.parse(receiver.received[0]?.body ?? '') as {
      data: { thresholds: { threshold: string }[] };
    };
    expect(data.thresholds.map(({ threshold }) => threshold)).toEqual(['coverage_below', 'new_gaps_above']);
  });

  it('send again what was not taken, with the same id, and wait as long as they are asked to', async () => {
    await start();
    const { id } = await create(['gap.digest']);
    receiver.answers.push({ status: 500 });
    await runAnalysis();
    await eventually(() => {
      expect(receiver.received).toHaveLength(2);
    }, 30_000);
    const [first, second] = receiver.received;
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.body).toBe(first?.body);
    expect(Number(second?.headers['webhook-timestamp'])).toBeGreaterThan(
      Number(first?.headers['webhook-timestamp']),
    );
    await eventually(async () => {
      expect(await deliveries(id)).toMatchObject([{ status: 'delivered', attempts: 2 }]);
    });
    receiver.answers.push({ status: 503, headers: { 'retry-after': '7200' } });
    await runAnalysis();
    await eventually(async () => {
      const [latest] = await deliveries(id);
      expect(latest).toMatchObject({ status: 'pending', attempts: 1, last_error: 'answered 503' });
      expect(Date.parse(String(latest?.['next_attempt_at'])) - Date.now()).toBeGreaterThan(7_000_000);
    }, 20_000);
  });

  it('stop where the receiver is gone, and can be replayed where it is not', async () => {
    await start();
    const { id } = await create(['gap.digest']);
    await runAnalysis();
    await eventually(async () => {
      expect(await deliveries(id)).toMatchObject([{ status: 'delivered' }]);
    }, 20_000);
    const [{ id: delivery } = {}] = await deliveries(id);
    const replay = `/api/v1/webhooks/${id}/deliveries/${String(delivery)}/replay`;

    receiver.answers.push({ status: 410 });
    expect((await trapline.call('POST', replay, admin)).status).toBe(202);
    await eventually(async () => {
      expect(await deliveries(id)).toMatchObject([
        { id: delivery, status: 'dead', attempts: 2, last_status: 410 },
      ]);
    }, 20_000);
    const { json } = await trapline.call('GET', '/api/v1/webhooks', admin);
    expect(json.webhooks).toMatchObject([{ id, disabled_reason: expect.stringContaining('410') as unknown }]);
    expect((await trapline.call('POST', replay, admin)).status).toBe(409);
    await runAnalysis();
    expect(receiver.received).toHaveLength(2);
    expect((await trapline.call('POST', replay.replace('msg_', 'msg_x'), admin)).status).toBe(404);
  });

  it('show a secret once and keep it sealed', async () => {
    await start();
    const { id, secret } = await create(['gap.digest']);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect((await trapline.call('GET', '/api/v1/webhooks', admin)).text).not.toContain(secret);
    const rows = await trapline.app
      .get(Database, { strict: false })
      .transaction('default', (tx) => tx.selectFrom('webhook_endpoints').selectAll().execute());
    expect(JSON.stringify(rows)).not.toContain(secret.slice(6));
    expect((await trapline.call('DELETE', `/api/v1/webhooks/${id}`, admin)).status).toBe(200);
    expect((await trapline.call('DELETE', `/api/v1/webhooks/${id}`, admin)).status).toBe(404);
    expect((await trapline.call('GET', '/api/v1/webhooks', admin)).json).toEqual({ webhooks: [] });
  });

  it('are for administrators, and for https on public addresses', async () => {
    await start({ WEBHOOK_ALLOW_PRIVATE: 'false' });
    const body = { url: 'https://hooks.pest.example/x', events: ['gap.digest'] };
    expect((await trapline.call('POST', '/api/v1/webhooks', { body })).status).toBe(403);
    for (const bad of [
      'http://hooks.pest.example/x',
      'https://127.0.0.1/x',
      'https://[::1]/x',
      'https://169.254.169.254/latest',
      'https://0x7f000001/',
      'https://localhost/x',
      'https://user:secret@hooks.pest.example/',
      'ftp://hooks.pest.example/',
      'nonsense',
    ]) {
      const answer = await trapline.call('POST', '/api/v1/webhooks', {
        ...admin,
        body: { ...body, url: bad },
      });
      expect([bad, answer.status, answer.json.errors?.[0]?.field]).toEqual([bad, 422, 'url']);
    }
    const wrong = await trapline.call('POST', '/api/v1/webhooks', {
      ...admin,
      body: { ...body, events: ['all'] },
    });
    expect(wrong.status).toBe(422);
  });
});
