import { randomBytes } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Webhook } from 'standardwebhooks';
import { AppModule } from '../../src/app.module';
import { loadConfiguration } from '../../src/config/load-configuration';
import { createApp } from '../../src/create-app';
import { smallFleet } from '../support/clusters';
import { eventually } from '../support/eventually';
import { type Answer, settingsFor, startTrapline, type Trapline } from '../support/trapline';

const SECRET = `whsec_${randomBytes(32).toString('base64')}`;
const OLDER_SECRET = `whsec_${randomBytes(24).toString('base64')}`;
const TOKEN = randomBytes(24).toString('hex');
const HOOK = '/api/v1/hooks/erp/default';
const POINTS = '/api/v1/erp/discovery/inspection-points';

interface Message {
  readonly id?: string;
  readonly at?: Date;
  readonly secret?: string;
}

/** What a sender of Standard Webhooks would send. */
function signed(body: string, { id = 'msg_1', at = new Date(), secret = SECRET }: Message = {}) {
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  };
}

describe('POST /api/v1/hooks/erp', () => {
  let trapline: Trapline;

  async function start(settings: Readonly<Record<string, string>> = {}): Promise<void> {
    trapline = await startTrapline({
      microshare: { clusters: smallFleet() },
      odoo: { products: [{ name: 'Harbour Foods / Dock Street Mill / Attic', default_code: 'HF_0001' }] },
      settings: {
        ERP_HOOK_SECRET: `${OLDER_SECRET}, ${SECRET}`,
        ERP_HOOK_TOKEN: TOKEN,
        ERP_HOOK_DEBOUNCE_MS: '50',
        ...settings,
      },
    });
    await trapline.call('GET', POINTS);
  }

  afterEach(async () => {
    await trapline.close();
  });

  async function post(
    path: string,
    body: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<Response> {
    return fetch(trapline.url + path, { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) });
  }

  const references = async (): Promise<string[]> => {
    const { json }: Answer = await trapline.call('GET', POINTS);
    return json.inspection_points.map((point: { reference: string }) => point.reference);
  };

  /** Adds a point that nobody would read for minutes. */
  const addPoint = (reference: string): void => {
    trapline.odoo.products.add({ name: 'Harbour Foods / Dock Street Mill / Ramp', default_code: reference });
  };

  /** How often what has changed was asked for, by the first page of it. */
  const readings = (): number =>
    trapline.odoo.calls().filter(({ args }) => /"write_date",">=".*"id",">",0\]/.test(JSON.stringify(args)))
      .length;

  it('reads what has changed after a signed hint, answered at once', async () => {
    await start();
    addPoint('HF_0002');
    expect(await references()).toEqual(['HF_0001']);

    const answer = await post(HOOK, '{"a": 1}', signed('{"a": 1}'));

    expect([answer.status, await answer.json()]).toEqual([202, { success: true }]);
    await eventually(async () => {
      expect(await references()).toEqual(['HF_0001', 'HF_0002']);
    });
  });

  it('takes each secret of the setting', async () => {
    await start();
    const body = '{}';
    expect((await post(HOOK, body, signed(body, { secret: OLDER_SECRET }))).status).toBe(202);
  });

  it('reads once for many hints', async () => {
    await start({ ERP_HOOK_DEBOUNCE_MS: '2000' });
    addPoint('HF_0002');
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) => post(HOOK, '{}', signed('{}', { id: `msg_${n}` }))),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    await eventually(async () => {
      expect(await references()).toContain('HF_0002');
    });
    expect(readings()).toBe(1);
  });

  it('ignores a message that comes again', async () => {
    await start({ ERP_HOOK_DEBOUNCE_MS: '0' });
    const headers = signed('{}');
    await post(HOOK, '{}', headers);
    await eventually(() => {
      expect(readings()).toBe(1);
    });

    for (let n = 0; n < 5; n += 1) expect((await post(HOOK, '{}', headers)).status).toBe(202);
    // Hints are read in their order: when the one after it has been read, nothing of it is left to come.
    addPoint('HF_0002');
    await post(HOOK, '{}', signed('{}', { id: 'msg_2' }));
    await eventually(async () => {
      expect(await references()).toContain('HF_0002');
    });
    expect(readings()).toBe(2);
  });

  it.each([
    ['a changed body', '{"a":2}', signed('{"a":1}')],
    ['an old message', '{}', signed('{}', { at: new Date(Date.now() - 6 * 60_000) })],
    ['a message from the future', '{}', signed('{}', { at: new Date(Date.now() + 6 * 60_000) })],
    ['another secret', '{}', signed('{}', { secret: `whsec_${randomBytes(32).toString('base64')}` })],
    ['no signature', '{}', { 'content-type': 'application/json' }],
    ['no signature, and no JSON either', '{"half', { 'content-type': 'application/json' }],
  ])('refuses %s', async (_what, body, headers) => {
    await start();
    const answer = await post(HOOK, body, headers);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('does not mind what a proven body holds', async () => {
    await start();
    expect((await post(HOOK, '{"half', signed('{"half'))).status).toBe(202);
  });

  it('takes the hint of an Odoo that cannot sign, by the token in its address', async () => {
    await start();
    addPoint('HF_0003');
    const body = JSON.stringify({ _action: 'Send Webhook(#7)', _id: 2, _model: 'product.product' });
    const answer = await post(`${HOOK}/${TOKEN}`, body, { 'content-type': 'application/json' });
    expect(answer.status).toBe(202);
    await eventually(async () => {
      expect(await references()).toContain('HF_0003');
    });
  });

  it('refuses another token, and says nothing of the right one', async () => {
    await start();
    for (const token of [`${TOKEN}x`, TOKEN.slice(1), 'guess']) {
      const answer = await post(`${HOOK}/${token}`, '{}', { 'content-type': 'application/json' });
      expect(answer.status).toBe(401);
      expect(await answer.text()).not.toContain(TOKEN.slice(1));
    }
  });

  it.each([['/api/v1/hooks/erp/other'], [`/api/v1/hooks/erp/other/${TOKEN}`]])(
    'knows no hook %s',
    async (path) => {
      await start();
      expect((await post(path, '{}', signed('{}'))).status).toBe(404);
    },
  );

  it('has no hooks without their secrets', async () => {
    await start({ ERP_HOOK_SECRET: '', ERP_HOOK_TOKEN: '' });
    expect((await post(HOOK, '{}', signed('{}'))).status).toBe(404);
    expect((await post(`${HOOK}/${TOKEN}`, '{}', signed('{}'))).status).toBe(404);
  });

  it('refuses a body of more than 64 kB, with and without a declared length', async () => {
    await start();
    const body = JSON.stringify('x'.repeat(64 * 1024));
    const whole = await post(HOOK, body, signed(body));
    expect([whole.status, ((await whole.json()) as { detail: string }).detail]).toEqual([
      413,
      'the body exceeds the limit of 64 kB',
    ]);
    const parts = await fetch(trapline.url + HOOK, {
      method: 'POST',
      headers: signed(body),
      body: new Blob([body]).stream(),
      duplex: 'half',
    });
    expect(parts.status).toBe(413);
  });

  it('asks for a plan too where plans are made unasked', async () => {
    await start({ SYNC_CRON: '0 0 1 1 *' });
    addPoint('HF_0002');
    const body = '{}';
    expect((await post(HOOK, body, signed(body))).status).toBe(202);
    await eventually(async () => {
      const { json } = await trapline.call('GET', '/api/v1/erp/sync/plans');
      expect(json.plans).toEqual([expect.objectContaining({ trigger: 'hint', status: 'draft' })]);
    }, 50_000);
  });

  it('has a limit of its own, which does not count for people at the same address', async () => {
    await start({ RATE_LIMIT_HOOKS_PER_MINUTE: '2', RATE_LIMIT_REQUESTS: '50' });
    const statuses: number[] = [];
    for (let n = 0; n < 3; n += 1) {
      statuses.push((await post(`${HOOK}/guess`, '{}', { 'content-type': 'application/json' })).status);
    }
    expect(statuses).toEqual([401, 401, 429]);
    const { headers } = await trapline.call('GET', '/api/v1/devices', { key: null });
    expect(Number(headers.get('ratelimit-remaining'))).toBeGreaterThan(40);
  });

  it('logs no token and repeats none', async () => {
    await start();
    const lines: string[] = [];
    const app: NestFastifyApplication = await createApp(
      loadConfiguration(
        settingsFor(trapline.microshare, trapline.odoo, { ERP_HOOK_TOKEN: TOKEN, LOG_LEVEL: 'trace' }),
      ),
      AppModule,
      { logDestination: { write: (line) => void lines.push(line) } },
    );
    await app.listen(0, '127.0.0.1');
    const url = await app.getUrl();
    try {
      const headers = { 'content-type': 'application/json' };
      const texts: string[] = [];
      for (const path of [
        `${HOOK}/${TOKEN}`,
        `${HOOK}/${TOKEN}/`,
        `${HOOK}/${TOKEN}/more`,
        `/${HOOK}/${TOKEN}`,
      ]) {
        for (const method of ['POST', 'PUT']) {
          const answer = await fetch(url + path, { method, headers, body: '{}' });
          texts.push(`${answer.status} ${await answer.text()}`);
        }
      }
      expect(texts[0]).toBe('202 {"success":true}');
      await eventually(() => {
        expect(lines.join('')).toContain('PUT');
      });
      expect(lines.join('')).toContain('/api/v1/hooks/erp/default/***');
      expect(lines.join('') + texts.join('')).not.toContain(TOKEN);
    } finally {
      await app.close();
    }
  });
});
