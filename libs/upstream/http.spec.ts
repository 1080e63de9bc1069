import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { HttpPeer, type HttpCall } from './http';
import { UpstreamProtocolError, UpstreamUnavailableError } from './upstream.errors';

const CALL: HttpCall = { operation: 'try', method: 'GET', path: '/thing', timeoutMs: 5_000 };

let server: Server;
let peer: HttpPeer;

async function serve(
  answer: RequestListener,
  options: { readonly maxAnswerBytes?: number } = {},
): Promise<void> {
  server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  peer = new HttpPeer({ system: 'peer', baseUrl: `http://127.0.0.1:${port}/api/`, ...options });
}

afterEach(async () => {
  peer.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('HttpPeer', () => {
  it('asks below its base URL, with query, headers and body', async () => {
    const seen: unknown[] = [];
    await serve((request, response) => {
      const { method, url, headers } = request;
      void request.toArray().then((parts) => {
        seen.push([
          method,
          url,
          headers['x-one'],
          headers['user-agent'],
          Buffer.concat(parts as Buffer[]).toString(),
        ]);
        response.writeHead(404, { 'set-cookie': ['a=1', 'b=2'] }).end('none');
      });
    });
    const call: HttpCall = {
      ...CALL,
      method: 'PUT',
      query: { all: true, page: 2 },
      headers: { 'x-one': '1' },
      body: 'é',
    };
    const answer = await peer.send(call);
    expect(seen).toEqual([['PUT', '/api/thing?all=true&page=2', '1', 'trapline', 'é']]);
    expect([answer.status, answer.headers['set-cookie'], answer.body.toString()]).toEqual([
      404,
      ['a=1', 'b=2'],
      'none',
    ]);
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
  ] as const)('asks for %s and unpacks it', async (coding, pack) => {
    await serve((request, response) => {
      const asked = String(request.headers['accept-encoding']).split(', ').includes(coding);
      response.writeHead(200, { 'content-encoding': coding }).end(pack(asked ? 'whole' : 'not asked for'));
    });
    expect((await peer.send(CALL)).body.toString()).toBe('whole');
  });

  it.each([
    ['packed', { 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(10_000))],
    ['plain', {}, Buffer.alloc(10_000)],
  ] as const)('refuses a %s answer that is longer than allowed', async (_form, headers, body) => {
    await serve((_request, response) => response.writeHead(200, headers).end(body), {
      maxAnswerBytes: 5_000,
    });
    await expect(peer.send(CALL)).rejects.toBeInstanceOf(UpstreamUnavailableError);
  });

  it('takes a cut answer for an unknown outcome', async () => {
    await serve((request, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('half', () => request.socket.destroy());
    });
    await expect(peer.send(CALL)).rejects.toMatchObject({ delivery: 'unknown' });
  });

  it('knows that nothing was sent to a peer that does not listen', async () => {
    await serve(() => undefined);
    await new Promise((resolve) => server.close(resolve));
    await expect(peer.send(CALL)).rejects.toMatchObject({
      delivery: 'not_sent',
      message: 'peer (try) is unreachable: ECONNREFUSED',
    });
  });

  it('gives up at the deadline, and at the signal with its own reason', async () => {
    await serve(() => undefined);
    await expect(peer.send({ ...CALL, timeoutMs: 50 })).rejects.toMatchObject({
      delivery: 'unknown',
      message: 'peer (try) did not answer within 50 ms',
    });
    const [controller, reason] = [new AbortController(), new Error('no longer wanted')];
    const answer = peer.send({ ...CALL, signal: controller.signal });
    controller.abort(reason);
    await expect(answer).rejects.toBe(reason);
  });

  it('says of no request what was in it', async () => {
    await serve(() => undefined);
    const error = await peer
      .send({ ...CALL, headers: { authorization: 'Bearer se\ncret' } })
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(UpstreamProtocolError);
    expect(String(error) + String((error as Error).cause)).not.toContain('cret');
  });
});
