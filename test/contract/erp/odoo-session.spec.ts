import { OdooSession, UnsendableValueError, type OdooSessionOptions } from '@libs/odoo-client';
import {
  UpstreamAccessError,
  UpstreamAuthenticationError,
  UpstreamConfigurationError,
  UpstreamProtocolError,
  UpstreamRateLimitedError,
  UpstreamUnavailableError,
} from '@libs/upstream';
import { packageWritesFault } from '../../../libs/odoo-client/xmlrpc/package-oracle.fixture';
import { OdooDouble } from './odoo-double';
import type { HttpReply } from './odoo-double-wire';

const COUNT = ['product.product', 'search_count', [[['categ_id', 'child_of', 4]]]] as const;

describe('OdooSession', () => {
  let odoo: OdooDouble;
  const sessions: OdooSession[] = [];

  const open = (changes: Partial<OdooSessionOptions> = {}): OdooSession => {
    const session = new OdooSession({
      url: odoo.url,
      db: odoo.db,
      username: 'admin',
      password: 'admin',
      timeoutMs: 10_000,
      transport: 'xmlrpc',
      companyIds: [1],
      ...changes,
    });
    sessions.push(session);
    return session;
  };
  const seen = (name: string): number => odoo.calls.filter((call) => call.name === name).length;
  const errorOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => undefined,
      (error: unknown) => error,
    );

  beforeEach(async () => {
    odoo = await OdooDouble.start('18.0');
  });
  afterEach(async () => {
    for (const session of sessions.splice(0)) session.close();
    await odoo.close();
  });

  it('logs in once for calls that start together', async () => {
    const session = open();
    const counts = await Promise.all([session.executeKw(...COUNT), session.executeKw(...COUNT)]);
    expect(counts).toEqual([12, 12]);
    expect(seen('authenticate')).toBe(1);
  });

  it('goes on logging in for one caller when another gives up', async () => {
    odoo.nextReplies('hang');
    const session = open();
    const stop = new AbortController();
    const impatient = session.uid(stop.signal);
    const patient = session.uid(AbortSignal.timeout(5_000));
    const login = await odoo.call('authenticate');
    stop.abort(new Error('gone'));
    await expect(impatient).rejects.toThrow('gone');
    expect(login.cancelled()).toBe(false);
    await odoo.close();
    expect(await errorOf(patient)).toBeInstanceOf(UpstreamUnavailableError);
    odoo = await OdooDouble.start('18.0');
  });

  it('cancels a log-in that nobody waits for any more, and can log in later', async () => {
    odoo.nextReplies('hang');
    const session = open();
    const stop = new AbortController();
    const only = session.uid(stop.signal);
    const login = await odoo.call('authenticate');
    stop.abort(new Error('gone'));
    await expect(only).rejects.toThrow('gone');
    await login.gone;
    expect(login.cancelled()).toBe(true);
    expect(await session.uid()).toBe(2);
  });

  it('logs in again, once, when access is denied on the way', async () => {
    const session = open();
    await session.executeKw(...COUNT);
    odoo.nextReplies(odoo.reply('fault-wrong-password'));
    expect(await session.executeKw(...COUNT)).toBe(12);
    expect(seen('authenticate')).toBe(2);
  });

  it('gives up when access is denied after logging in again', async () => {
    const session = open();
    await session.uid();
    const denied = odoo.reply('fault-wrong-password');
    odoo.nextReplies(denied, odoo.reply('authenticate'), denied);
    expect(await errorOf(session.executeKw(...COUNT))).toBeInstanceOf(UpstreamAuthenticationError);
    expect(odoo.calls).toHaveLength(4);
  });

  it('tells a wrong password from an unknown database and from an outage', async () => {
    const secret = 'not-the-password';
    const wrong = (await errorOf(open({ password: secret }).uid())) as Error;
    expect(wrong).toBeInstanceOf(UpstreamAuthenticationError);
    expect(wrong.message).toContain('admin');
    expect(wrong.message).not.toContain(secret);
    expect(await errorOf(open({ db: 'no_such_db' }).uid())).toBeInstanceOf(UpstreamConfigurationError);
    const session = open();
    await odoo.close();
    expect(await errorOf(session.uid())).toMatchObject({ outage: true, delivery: 'not_sent' });
    odoo = await OdooDouble.start('18.0');
  });

  it('sends nothing of a call that holds a control character', async () => {
    const session = open();
    await session.uid();
    const write = session.executeKw('product.product', 'write', [[1], { name: 'trap \u0007' }]);
    const error = await errorOf(write);
    expect(error).toBeInstanceOf(UnsendableValueError);
    expect(error).toMatchObject({ path: 'params[5][1].name', operation: 'product.product.write' });
    expect(seen('product.product.write')).toBe(0);
  });

  it('cuts a hanging server at the deadline', async () => {
    const session = open();
    await session.uid();
    odoo.alwaysReply('hang');
    const error = await errorOf(session.executeKw(...COUNT, {}, { timeoutMs: 50 }));
    expect(error).toMatchObject({ outage: true, delivery: 'unknown' });
    const call = await odoo.call('product.product.search_count');
    await call.gone;
  });

  it('cancels a call with the reason of its signal', async () => {
    const session = open();
    await session.uid();
    odoo.alwaysReply('hang');
    const stop = new AbortController();
    const count = session.executeKw(...COUNT, {}, { signal: stop.signal });
    const call = await odoo.call('product.product.search_count');
    stop.abort(new Error('the client left'));
    await expect(count).rejects.toThrow('the client left');
    await call.gone;
  });

  const page = '<html><body><h1>502 Bad Gateway</h1></body></html>';
  it.each<[string, HttpReply, unknown]>([
    ['a gateway error', { status: 502, body: page }, { outage: true, delivery: 'answered' }],
    [
      'a maintenance page',
      { status: 503, body: page, headers: { 'retry-after': '7' } },
      { retryAfterMs: 7000 },
    ],
    ['a page in place of an answer', { status: 200, body: page }, { outage: true, delivery: 'answered' }],
    ['plain text in place of an answer', { status: 200, body: 'starting' }, { outage: true }],
    [
      'half an answer',
      { status: 200, body: '<methodResponse><params>' },
      { outage: true, delivery: 'answered' },
    ],
    ['no answer at all', { status: 200, body: '' }, { outage: true, delivery: 'answered' }],
  ])('takes %s for an outage', async (_name, reply, expected) => {
    odoo.nextReplies(reply);
    const error = await errorOf(open().uid());
    expect(error).toBeInstanceOf(UpstreamUnavailableError);
    expect(error).toMatchObject(expected as object);
    expect((error as Error).message).not.toContain('<');
  });

  it.each<[string, HttpReply, unknown]>([
    ['429', { status: 429, body: '', headers: { 'retry-after': '3' } }, UpstreamRateLimitedError],
    ['403', { status: 403, body: page }, UpstreamAccessError],
    ['404', { status: 404, body: page }, UpstreamConfigurationError],
    ['a redirect', { status: 301, body: '', headers: { location: '/web' } }, UpstreamConfigurationError],
    ['400', { status: 400, body: '' }, UpstreamProtocolError],
    ['an answer that is malformed', { status: 200, body: '<methodResponse><x/>' }, UpstreamProtocolError],
  ])('does not take %s for an outage', async (_name, reply, errorClass) => {
    odoo.nextReplies(reply);
    expect(await errorOf(open().uid())).toBeInstanceOf(errorClass);
  });

  it.each([
    ['psycopg2.errors.SerializationFailure: could not serialize access due to concurrent update\n'],
    ['psycopg2.OperationalError: connection to server failed: FATAL:  the database system is starting up\n'],
    ['psycopg2.pool.PoolError: The Connection Pool Is Full\n'],
  ])('says that %j is worth another try', async (last) => {
    const trace = `Traceback (most recent call last):\n  File "/x.py", line 1, in f\n    g()\n${last}`;
    const session = open();
    await session.uid();
    odoo.nextReplies({ status: 200, body: packageWritesFault(1, trace) });
    expect(await errorOf(session.executeKw(...COUNT))).toMatchObject({
      retryable: true,
      delivery: 'answered',
    });
  });

  it('refuses an answer of another shape than was asked for', async () => {
    const session = open();
    const answer = session.readRecords('product.product', 'search_read', [[]], { fields: ['id'] });
    expect(await answer).toHaveLength(12);
    odoo.nextReplies(odoo.reply('product-search-count'));
    expect(await errorOf(session.readRecords('product.product', 'search_read', [[]]))).toBeInstanceOf(
      UpstreamProtocolError,
    );
  });

  it('shows its address without credentials in it', () => {
    expect(open({ url: 'https://someone:hidden@odoo.example.org/erp' }).url).toBe(
      'https://odoo.example.org/erp',
    );
  });
});
