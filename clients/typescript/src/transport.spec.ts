import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PROBLEM_KINDS } from '../../../src/common/problem';
import {
  batch,
  BatchCutOff,
  createTrapline,
  type Trapline,
  TraplineProblem,
  TraplineUnreachable,
} from './index.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A client of a server that answers so; `calls` are the methods and headers that it saw. */
async function against(
  answer: RequestListener,
  options: { readonly timeoutMs?: number } = {},
): Promise<{ readonly client: Trapline; readonly calls: string[] }> {
  const calls: string[] = [];
  server = createServer((request, response) => {
    calls.push(request.method ?? '');
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    client: createTrapline({ baseUrl: `http://127.0.0.1:${port}`, apiKey: 'key', ...options }),
    calls,
  };
}

async function thrownBy(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (error: unknown) => error,
  );
}

const clear = (client: Trapline): Promise<unknown> => client.POST('/api/v1/devices/cache/clear');
const list = (client: Trapline): Promise<unknown> => client.GET('/api/v1/clusters');

describe('transport', () => {
  it('repeats a read that was refused for the moment, after the time that the server names', async () => {
    let refusals = 2;
    const { client, calls } = await against((_request, response) => {
      if (refusals === 0) response.end('{"clusters":[]}');
      else response.writeHead(503, { 'Retry-After': '0' }).end();
      refusals -= 1;
    });
    await expect(list(client)).resolves.toMatchObject({ data: { clusters: [] } });
    expect(calls).toEqual(['GET', 'GET', 'GET']);
  });

  it('gives up after two repetitions with what was answered last', async () => {
    const { client, calls } = await against((_request, response) => {
      response.writeHead(503, { 'Retry-After': '0' }).end();
    });
    expect(await thrownBy(list(client))).toMatchObject({ status: 503, kind: 'unknown' });
    expect(calls).toHaveLength(3);
  });

  it('repeats a write only under an Idempotency-Key, body and key included', async () => {
    const bodies: string[] = [];
    const { client, calls } = await against((request, response) => {
      let text = '';
      request.on('data', (chunk) => (text += String(chunk)));
      request.on('end', () => {
        bodies.push(`${String(request.headers['idempotency-key'])} ${text}`);
        response.writeHead(503, { 'Retry-After': '0' }).end();
      });
    });
    await thrownBy(clear(client));
    expect(calls).toEqual(['POST']);
    const body = { customer: 'A', site: 'B', area: 'C', erp_reference: 'ABC' };
    const header = { 'Idempotency-Key': 'k' };
    await thrownBy(client.POST('/api/v1/devices', { params: { header }, body }));
    expect(bodies.slice(1)).toEqual(Array.from({ length: 3 }, () => `k ${JSON.stringify(body)}`));
  });

  it('does not repeat what the server calls hopeless, nor what has to wait for minutes', async () => {
    const hopeless = JSON.stringify({ upstream: { system: 'odoo', retryable: false } });
    const first = await against((_request, response) => {
      response.writeHead(502, { 'Content-Type': 'application/problem+json' }).end(hopeless);
    });
    await thrownBy(list(first.client));
    expect(first.calls).toHaveLength(1);
    const second = await against((_request, response) => {
      response.writeHead(429, { 'Retry-After': '120' }).end();
    });
    expect(await thrownBy(list(second.client))).toMatchObject({ retryAfterMs: 120_000 });
    expect(second.calls).toHaveLength(1);
  });

  it("takes a proxy's page for a problem of unknown kind", async () => {
    const { client } = await against((_request, response) => {
      response.writeHead(404, { 'Content-Type': 'text/html', 'X-Request-Id': 'r1' }).end('<h1>nothing</h1>');
    });
    const problem = await thrownBy(list(client));
    expect(problem).toBeInstanceOf(TraplineProblem);
    expect(problem).toMatchObject({ kind: 'unknown', status: 404, requestId: 'r1', errors: [] });
    expect((problem as Error).message).not.toContain('<');
  });

  it.each(Object.entries(PROBLEM_KINDS))('knows the kind %s', async (kind, [status]) => {
    const { client } = await against((_request, response) => {
      const document = { type: `/docs/problems/${kind}`, detail: 'what happened', request_id: 'r2' };
      response
        .writeHead(status, { 'Content-Type': 'application/problem+json', 'Retry-After': '600' })
        .end(JSON.stringify(document));
    });
    expect(await thrownBy(list(client))).toMatchObject({ kind, message: 'what happened', requestId: 'r2' });
  });

  it('says that nobody is there, and where', async () => {
    const { client } = await against(() => undefined);
    server?.close();
    server?.closeAllConnections();
    const error = await thrownBy(clear(client));
    expect(error).toBeInstanceOf(TraplineUnreachable);
    expect((error as Error).message).toMatch(/^http:\/\/127\.0\.0\.1:\d+ cannot be reached: .*ECONNREFUSED/);
  });

  it('gives up on a server that does not answer, and at once when it is told to', async () => {
    const { client } = await against(() => undefined, { timeoutMs: 30 });
    expect(String(await thrownBy(clear(client)))).toContain('no answer within 30 ms');
    const signal = AbortSignal.abort(new Error('enough'));
    expect(await thrownBy(client.POST('/api/v1/devices/cache/clear', { signal }))).toMatchObject({
      message: 'enough',
    });
  });

  it('tells a batch whose answer was cut off from one that has ended', async () => {
    const result = JSON.stringify({ type: 'result', index: 0, status: 200, device: null });
    const { client } = await against((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
      response.write(`${result}\n`, () => response.destroy());
    });
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { type } of batch(client, [{ op: 'delete', guid: 'a' }])) seen.push(type);
    })();
    expect(await thrownBy(reading)).toBeInstanceOf(BatchCutOff);
    expect(seen).toEqual(['result']);
  });
});
