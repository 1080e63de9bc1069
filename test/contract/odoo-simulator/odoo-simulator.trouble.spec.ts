import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { startOdooSimulator, type OdooSimulator } from '@libs/simulators';
import { ADMIN, callService, execute } from './rpc';

const VERSION_CALL =
  "<?xml version='1.0'?><methodCall><methodName>version</methodName><params/></methodCall>";

function post(odoo: OdooSimulator, path = '/xmlrpc/2/common', body = VERSION_CALL): Promise<Response> {
  return fetch(odoo.url + path, { method: 'POST', body });
}

/** A request that is on its way; its answer may never come. */
function begin(odoo: OdooSimulator): ClientRequest {
  const started = request(`${odoo.url}/xmlrpc/2/common`, { method: 'POST' });
  started.end(VERSION_CALL);
  return started;
}

describe('a simulated Odoo in trouble', () => {
  let odoo: OdooSimulator;

  beforeEach(async () => {
    odoo = await startOdooSimulator({ products: [{ name: 'Dock', default_code: 'DOCK_1' }] });
  });

  afterEach(async () => {
    await odoo.close();
  });

  it('answers a status instead of doing the work, with headers', async () => {
    odoo.answers(503, { 'Retry-After': '2' });
    const answer = await post(odoo);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
    await expect(execute(odoo, 'product.product', 'create', [{ name: 'never' }])).rejects.toThrow();
    expect(odoo.products.size).toBe(1);
  });

  it('answers HTML with HTTP 200 where the API should be', async () => {
    odoo.answersHtml();
    const answer = await post(odoo);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(await answer.text()).toMatch(/^<!DOCTYPE html>/);
  });

  it('faults with a code and a text', async () => {
    odoo.faultsWith(1, 'could not serialize access due to concurrent update');
    await expect(callService(odoo, 'common', 'version', [])).rejects.toMatchObject({
      faultCode: 1,
      faultString: 'could not serialize access due to concurrent update',
    });
  });

  it('faults on the JSON protocols in their way', async () => {
    odoo.faultsWith(2, 'no');
    const answer = await post(odoo, '/jsonrpc', '{}');
    expect(await answer.json()).toMatchObject({
      error: { data: { name: 'odoo.exceptions.UserError', message: 'no' } },
    });
  });

  it('drops the connection before the work', async () => {
    odoo.drops();
    await expect(execute(odoo, 'product.product', 'create', [{ name: 'never' }])).rejects.toThrow(
      'socket hang up',
    );
    expect(odoo.products.size).toBe(1);
  });

  it('drops the connection after the work, which leaves the caller without an answer', async () => {
    odoo.dropsAnswers();
    await expect(execute(odoo, 'product.product', 'create', [{ name: 'there' }])).rejects.toThrow(
      'socket hang up',
    );
    expect(odoo.products.all().map(({ name }) => name)).toEqual(['Dock', 'there']);
  });

  it('hangs until the server is closed', async () => {
    odoo.hangs();
    const hanging = begin(odoo);
    await odoo.whenCalled(1);
    const cut = once(hanging, 'error');
    await odoo.close();
    expect((await cut)[0]).toMatchObject({ message: 'socket hang up' });
  });

  it('goes on hanging for the one that waits and answers the next when it has recovered', async () => {
    odoo.hangs();
    const hanging = begin(odoo);
    const answers: IncomingMessage[] = [];
    hanging.on('response', (answer) => answers.push(answer));
    await odoo.whenCalled(1);
    odoo.recovers();
    expect((await post(odoo)).status).toBe(200);
    expect(answers).toEqual([]);
    hanging.on('error', () => answers.splice(0));
    hanging.destroy();
  });

  it('is slow, and does the work although the caller has gone', async () => {
    odoo.slow(50);
    const leaving = new AbortController();
    const body = JSON.stringify({
      params: {
        service: 'object',
        method: 'execute_kw',
        args: [odoo.database, ADMIN.uid, ADMIN.password, 'product.product', 'create', [{ name: 'late' }]],
      },
    });
    const call = fetch(`${odoo.url}/jsonrpc`, { method: 'POST', body, signal: leaving.signal });
    await odoo.whenCalled(1);
    leaving.abort(new Error('gave up'));
    await expect(call).rejects.toThrow('gave up');
    await post(odoo);
    expect(odoo.products.all().map(({ name }) => name)).toContain('late');
  });

  it('fails once when told so, one request for each time it was said', async () => {
    odoo.once.answers(502);
    odoo.once.answers(429);
    const statuses = [await post(odoo), await post(odoo), await post(odoo)].map(({ status }) => status);
    expect(statuses).toEqual([502, 429, 200]);
  });

  it('lets some requests through before it fails for good', async () => {
    odoo.after(2).answers(500);
    const answers = [await post(odoo), await post(odoo), await post(odoo), await post(odoo)];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 500, 500]);
    odoo.recovers();
    expect((await post(odoo)).status).toBe(200);
  });

  it('logs every call that reached it, and no credentials', async () => {
    odoo.once.answers(503);
    await post(odoo);
    await callService(odoo, 'common', 'authenticate', [odoo.database, 'admin', 'admin', {}]);
    await execute(odoo, 'product.product', 'search_read', [[['id', '>', 0]]], { limit: 5 });
    await post(odoo, '/xmlrpc/2/object', '<broken');
    const calls = odoo.calls();
    expect(calls.map(({ service, model, method }) => `${service} ${model} ${method}`)).toEqual([
      'common  version',
      'common  authenticate',
      'object product.product search_read',
      'object  ',
    ]);
    expect(calls[2]?.args).toEqual([[['id', '>', 0]], { limit: 5 }]);
    expect(JSON.stringify(calls)).not.toContain('admin');
  });

  it('gives up waiting for calls that do not come', async () => {
    await expect(odoo.whenCalled(1, 10)).rejects.toThrow('only 0 of 1 calls came in within 10 ms');
  });

  it('stops waiting for calls when told to', async () => {
    const stopping = new AbortController();
    const waiting = odoo.whenCalled(1, 5000, stopping.signal);
    stopping.abort(new Error('never mind'));
    await expect(waiting).rejects.toThrow('never mind');
  });

  it('refuses a port that is taken', async () => {
    const port = Number(new URL(odoo.url).port);
    await expect(startOdooSimulator({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('shows pages for people everywhere else', async () => {
    const [elsewhere, reading] = [await post(odoo, '/web'), await fetch(`${odoo.url}/jsonrpc`)];
    expect([elsewhere.status, reading.status]).toEqual([404, 405]);
    expect(odoo.calls()).toEqual([]);
  });
});
