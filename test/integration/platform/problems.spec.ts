import { connect } from 'node:net';
import { once } from 'node:events';
import {
  UpstreamAccessError,
  UpstreamAuthenticationError,
  UpstreamConfigurationError,
  UpstreamNotFoundError,
  UpstreamProtocolError,
  UpstreamRateLimitedError,
  UpstreamRejectedError,
  UpstreamUnavailableError,
} from '@libs/upstream';
import { CacheUnavailableError } from '../../../src/cache/cache.store';
import { ProblemError } from '../../../src/common/problem';
import { BreakerOpenError } from '../../../src/resilience/breaker-open.error';
import { THROWN } from './support/probe.controller';
import { KEYS, Platform, problemOf } from './support/platform';

const MIB = 1024 * 1024;
const at = { system: 'microshare', operation: 'read' };

describe('problem answers', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await Platform.start();
  });
  afterAll(async () => {
    await platform.stop();
  });
  afterEach(() => {
    THROWN.clear();
  });

  async function thrown(error: unknown): Promise<{ answer: Response; problem: Record<string, unknown> }> {
    THROWN.set('it', error);
    const answer = await platform.request('/api/v1/probe/throws/it?secret=1');
    return { answer, problem: await problemOf(answer) };
  }

  it('say what was thrown on purpose, with its fields, headers and extensions', async () => {
    const { answer, problem } = await thrown(
      new ProblemError('conflict', 'another device uses this erp_reference', {
        errors: [{ field: 'erp_reference', message: 'is used already', value: 'A_1' }],
        retryAfterS: 7,
        headers: { Link: '</api/v1/devices/x>; rel="related"' },
        extensions: { device: '/api/v1/devices/x', status: 200, type: 'overwritten' },
      }),
    );
    expect(answer.status).toBe(409);
    expect(answer.headers.get('retry-after')).toBe('7');
    expect(answer.headers.get('link')).toContain('related');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(problem).toMatchObject({
      type: '/docs/problems/conflict',
      title: 'Conflict',
      status: 409,
      detail: 'another device uses this erp_reference',
      instance: '/api/v1/probe/throws/it',
      errors: [{ field: 'erp_reference', message: 'is used already', value: 'A_1' }],
      device: '/api/v1/devices/x',
    });
  });

  it('describe their kind at the address that `type` names', async () => {
    const { problem } = await thrown(new ProblemError('conflict', 'x'));
    const page = await platform.request(String(problem['type']));
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('HTTP 409');
    expect((await platform.request('/docs/problems/toString')).status).toBe(404);
  });

  it.each([
    ['an unknown address', 'GET', '/api/v1/nowhere', 404, 'not-found'],
    ['an unknown address outside the API', 'GET', '/favicon.ico', 404, 'not-found'],
    ['a wrong method', 'PATCH', '/api/v1/probe', 405, 'method-not-allowed'],
    ['a parameter of the wrong type', 'GET', '/api/v1/probe/number/x', 400, 'bad-request'],
    ['a broken escape in the address', 'GET', '/api/v1/probe/number/%ZZ', 400, 'bad-request'],
  ])('answer %s', async (_case, method, path, status, kind) => {
    const answer = await platform.request(path, { method });
    expect(answer.status).toBe(status);
    expect(await problemOf(answer)).toMatchObject({ type: `/docs/problems/${kind}` });
  });

  it('name the methods that an address allows', async () => {
    const answer = await platform.request('/api/v1/probe/', { method: 'PATCH' });
    expect(answer.headers.get('allow')).toBe('DELETE, GET, HEAD, POST');
  });

  it('keep a status that no kind stands for', async () => {
    const answer = await platform.request('/api/v1/probe/teapot');
    expect(answer.status).toBe(418);
    expect(await problemOf(answer)).toMatchObject({ type: 'about:blank', detail: 'short and stout' });
  });

  it('carry the findings of a failed health check', async () => {
    const answer = await platform.request('/api/v1/probe/unhealthy');
    expect(answer.status).toBe(503);
    expect(await problemOf(answer)).toMatchObject({ status: 503, details: { redis: { status: 'down' } } });
  });

  describe('of bodies', () => {
    const send = (body: string, type?: string): Promise<Response> =>
      platform.request('/api/v1/probe', {
        method: 'POST',
        key: KEYS.operator,
        body,
        headers: type === undefined ? {} : { 'content-type': type },
      });

    it.each([
      ['malformed JSON', '{"erp_reference": ', 'application/json', 400],
      ['an empty JSON body', '', 'application/json', 400],
      ['JSON that reaches for the prototype', '{"__proto__": {"x": 1}}', 'application/json', 400],
      ['a media type that nobody reads', '<a/>', 'text/xml', 415],
      ['a form', 'erp_reference=ABC', 'application/x-www-form-urlencoded', 415],
      ['plain text', 'hello', 'text/plain', 415],
    ])('refuse %s', async (_case, body, type, status) => {
      const answer = await send(body, type);
      expect(answer.status).toBe(status);
      await problemOf(answer);
    });

    it('refuse more than 10 MB, naming the limit', async () => {
      const answer = await send(JSON.stringify({ erp_reference: 'A'.repeat(10 * MIB) }), 'application/json');
      expect(answer.status).toBe(413);
      expect(await problemOf(answer)).toMatchObject({ detail: 'the body exceeds the limit of 10 MB' });
    });

    it('let 10 MB pass, and read CSV as text', async () => {
      const text = 'a;b\n'.repeat((10 * MIB) / 4);
      const answer = await platform.request('/api/v1/probe/csv', {
        method: 'POST',
        body: text,
        headers: { 'content-type': 'text/csv; charset=utf-8' },
      });
      expect(await answer.json()).toEqual({ length: text.length, lines: (10 * MIB) / 4 + 1 });
    });

    it('name every wrong field at once, with path, message and value', async () => {
      const body = { erp_reference: 'a b', status: 'gone', extra: 1, rows: [{ site: 'ok' }, { site: '' }] };
      const answer = await send(JSON.stringify(body), 'application/json');
      expect(answer.status).toBe(422);
      const { errors } = (await problemOf(answer)) as { errors: { field: string }[] };
      expect(errors).toEqual(
        expect.arrayContaining([
          { field: 'erp_reference', message: expect.stringMatching(/^must match/) as string, value: 'a b' },
          { field: 'status', message: expect.stringContaining('active, inactive') as string, value: 'gone' },
          { field: 'extra', message: 'is not a known field', value: 1 },
          { field: 'rows[1].site', message: expect.stringContaining('longer') as string, value: '' },
        ]),
      );
      expect(errors).toHaveLength(4);
    });

    it('never repeat a password, nor more than a glimpse of a long value', async () => {
      const body = { erp_reference: 'x'.repeat(5000), password: ['hunter2'] };
      const text = await (await send(JSON.stringify(body), 'application/json')).text();
      expect(text).toContain('"field":"password"');
      expect(text).not.toContain('hunter2');
      expect(text.length).toBeLessThan(1500);
    });

    it('check query parameters in the same way', async () => {
      const answer = await platform.request('/api/v1/probe?limit=0&page=2', { key: KEYS.viewer });
      expect(answer.status).toBe(422);
      expect(await problemOf(answer)).toMatchObject({
        errors: expect.arrayContaining([
          { field: 'limit', message: 'must not be less than 1', value: 0 },
          { field: 'page', message: 'is not a known field', value: '2' },
        ]) as unknown,
      });
    });
  });

  describe('of connected systems', () => {
    it.each([
      ['an open breaker', new BreakerOpenError('read', 'microshare', 12_100), 503, true, '13'],
      ['a rate limit', new UpstreamRateLimitedError('wait', { ...at, retryAfterMs: 400 }), 503, true, '1'],
      ['a rate limit that names no time', new UpstreamRateLimitedError('wait', at), 503, true, '5'],
      ['an unreachable system', new UpstreamUnavailableError('refused', 'not_sent', at), 502, true, null],
      ['a system that answers 503', new UpstreamUnavailableError('503', 'answered', at), 502, true, null],
      ['a refused service account', new UpstreamAuthenticationError('wrong password', at), 502, false, null],
      ['a missing right', new UpstreamAccessError('no right', at), 502, false, null],
      ['a record that is gone', new UpstreamNotFoundError('gone', at), 502, false, null],
      ['refused content', new UpstreamRejectedError('refused', at), 502, false, null],
      ['a broken protocol', new UpstreamProtocolError('nonsense', at), 502, false, null],
      ['wrong settings', new UpstreamConfigurationError('no database', at), 502, false, null],
    ])('tell of %s', async (_case, error, status, retryable, retryAfter) => {
      const { answer, problem } = await thrown(error);
      expect(answer.status).toBe(status);
      expect(problem).toMatchObject({ upstream: { system: 'microshare', retryable } });
      expect(answer.headers.get('retry-after')).toBe(retryAfter);
    });

    it('tell the administrator what to mend', async () => {
      const { problem } = await thrown(new UpstreamConfigurationError('the database "x" does not exist', at));
      expect(problem).toMatchObject({ detail: 'the database "x" does not exist' });
    });

    it.each([
      'Traceback (most recent call last):\n  File "/odoo/http.py", line 1',
      '<html><head><title>502</title></head></html>',
    ])('never repeat a page or a traceback', async (message) => {
      const { problem } = await thrown(new UpstreamRejectedError(message, at));
      expect(problem).toMatchObject({ detail: 'microshare answered read with an error' });
    });

    it('tell that the cache cannot be reached, without its address', async () => {
      const { answer, problem } = await thrown(
        new CacheUnavailableError('get', new Error('connect ECONNREFUSED 10.0.0.9:6379')),
      );
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBe('5');
      expect(JSON.stringify(problem)).not.toContain('10.0.0.9');
    });
  });

  describe('of our own defects', () => {
    it.each([
      ['an error', new Error('secret detail at /srv/app.ts:1')],
      ['a text', 'secret detail'],
      ['nothing', undefined],
    ])('tell nothing when %s is thrown', async (_case, error) => {
      const { answer, problem } = await thrown(error);
      expect(answer.status).toBe(500);
      expect(problem).toMatchObject({ type: '/docs/problems/internal' });
      expect(JSON.stringify(problem)).not.toContain('secret');
    });

    it('are logged once, with cause and request id, while refusals are no errors', async () => {
      const before = platform.log().length;
      const { answer } = await thrown(new Error('the defect', { cause: new Error('the root') }));
      await thrown(new ProblemError('not-found', 'refused'));
      const lines = platform.log().slice(before);
      const errors = lines.filter(({ level }) => level === 'error');
      expect(errors).toEqual([
        expect.objectContaining({
          request_id: answer.headers.get('x-request-id'),
          err: expect.objectContaining({
            message: 'the defect',
            stack: expect.any(String) as string,
            cause: expect.objectContaining({ message: 'the root' }) as unknown,
          }) as unknown,
        }),
      ]);
      expect(lines.filter(({ err }) => err !== undefined)).toHaveLength(1);
    });

    it('cut a stream off that fails half-way, so that nobody takes it for complete', async () => {
      const socket = connect(Number(new URL(platform.url).port), '127.0.0.1');
      let text = '';
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
      socket.write('GET /api/v1/probe/broken-stream HTTP/1.1\r\nHost: x\r\n\r\n');
      await once(socket, 'close', { signal: AbortSignal.timeout(5000) });
      expect(text).toContain('first row');
      expect(text).not.toMatch(/\r\n0\r\n\r\n$/);
    });
  });
});
