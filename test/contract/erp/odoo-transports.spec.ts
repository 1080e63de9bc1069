import { OdooSession, type OdooSessionOptions } from '@libs/odoo-client';
import { startOdooSimulator, type OdooSimulator, type OdooVersion } from '@libs/simulators';
import {
  UpstreamAccessError,
  UpstreamAuthenticationError,
  UpstreamConfigurationError,
  UpstreamProtocolError,
  UpstreamRejectedError,
  UpstreamUnavailableError,
  type UpstreamError,
} from '@libs/upstream';
import { createOdooAdapter } from '../../../src/erp/adapters/odoo/create-odoo-adapter';
import { OdooDouble } from './odoo-double';
import type { HttpReply } from './odoo-double-wire';
import { API_KEY } from './odoo-double-wire';
import { ODOO_VERSIONS, recordingsOf } from './odoo-recordings';
import { odooSettings, ONE_ATTEMPT } from './odoo-under-test';

const COUNT = ['product.product', 'search_count', [[['categ_id', 'child_of', 4]]]] as const;

type ErrorClass = new (...args: never[]) => UpstreamError;

const sessions: OdooSession[] = [];

function open(server: { url: string; db: string }, changes: Partial<OdooSessionOptions> = {}): OdooSession {
  const session = new OdooSession({
    url: server.url,
    db: server.db,
    username: 'admin',
    password: 'admin',
    timeoutMs: 10_000,
    ...changes,
  });
  sessions.push(session);
  return session;
}

const errorOf = (work: Promise<unknown>): Promise<UpstreamError> =>
  work.then(
    () => {
      throw new Error('the call succeeded');
    },
    (error: unknown) => error as UpstreamError,
  );

afterEach(() => {
  for (const session of sessions.splice(0)) session.close();
});

describe('the transport that is chosen', () => {
  let odoo: OdooSimulator;
  const warnings: string[] = [];

  const start = async (version: OdooVersion): Promise<{ url: string; db: string }> => {
    odoo = await startOdooSimulator({
      version,
      users: [{ login: 'admin', password: 'admin', apiKeys: [API_KEY] }],
    });
    return { url: odoo.url, db: odoo.database };
  };
  const auto = { transport: 'auto', onWarning: (text: string) => warnings.push(text) } as const;
  const used = (): string[] => [...new Set(odoo.calls().map(({ transport }) => transport))];

  beforeEach(() => {
    warnings.length = 0;
  });
  afterEach(async () => {
    await odoo.close();
  });

  it.each(['16.0', '17.0', '18.0'] as const)('is XML-RPC on Odoo %s, without a warning', async (version) => {
    const session = open(await start(version), { ...auto, password: API_KEY });
    expect(await session.connection()).toEqual({ uid: 2, transport: 'xmlrpc', companyIds: [1] });
    expect([used(), warnings]).toEqual([['xmlrpc'], []]);
  });

  it('is JSON-2 on Odoo 19 with an API key', async () => {
    const session = open(await start('19.0'), { ...auto, password: API_KEY });
    expect(await session.connection()).toEqual({ uid: 2, transport: 'json2', companyIds: [1] });
    expect(await session.executeKw(...COUNT)).toBe(0);
    expect(warnings).toEqual([]);
  });

  it('is XML-RPC on Odoo 19 with a password, with a warning that names when it ends', async () => {
    const session = open(await start('19.0'), auto);
    expect(await session.connection()).toMatchObject({ transport: 'xmlrpc' });
    expect(warnings).toEqual([
      expect.stringMatching(/XML-RPC .* removed with Odoo 22 \(fall 2028\).*API key/),
    ]);
    await session.executeKw(...COUNT);
    expect(warnings).toHaveLength(1);
  });

  it('is the one of the settings, with the same answers', async () => {
    const server = await start('19.0');
    for (const transport of ['xmlrpc', 'jsonrpc', 'json2'] as const) {
      const session = open(server, { transport, password: API_KEY });
      expect(await session.executeKw(...COUNT)).toBe(0);
      expect(await session.connection()).toMatchObject({ transport });
      expect(odoo.calls().at(-1)).toMatchObject({ transport, method: 'search_count' });
    }
  });

  it('is told by the probe, with the warning', async () => {
    const server = await start('19.0');
    const adapter = createOdooAdapter(odooSettings(server, { transport: 'jsonrpc' }), ONE_ATTEMPT);
    expect((await adapter.probe()).warnings).toEqual([expect.stringMatching(/^JSON-RPC .* Odoo 22/)]);
    await adapter.close();
  });

  it('is asked for again after an outage, and does not become another one by it', async () => {
    const session = open(await start('19.0'), { ...auto, password: API_KEY });
    odoo.once.answers(503);
    expect(await errorOf(session.uid())).toBeInstanceOf(UpstreamUnavailableError);
    odoo.after(1).answers(503);
    expect(await errorOf(session.uid())).toBeInstanceOf(UpstreamUnavailableError);
    odoo.recovers();
    expect(await session.connection()).toMatchObject({ transport: 'json2' });
  });

  it('sends language, UTC and companies with every call', async () => {
    const session = open(await start('19.0'), { transport: 'json2', password: API_KEY, lang: 'fr_FR' });
    await session.executeKw(...COUNT, {}, { context: { active_test: false } });
    expect(odoo.calls().at(-1)?.args).toEqual([
      {
        domain: [['categ_id', 'child_of', 4]],
        context: { lang: 'fr_FR', tz: 'UTC', allowed_company_ids: [1], active_test: false },
      },
    ]);
  });
});

describe('a server whose XML-RPC is blocked', () => {
  it('is asked over JSON-RPC', async () => {
    const odoo = await OdooDouble.start('18.0');
    odoo.nextReplies({ status: 403, body: 'Forbidden' });
    const session = open(odoo, { transport: 'auto' });
    expect(await session.connection()).toMatchObject({ transport: 'jsonrpc' });
    expect(await session.executeKw(...COUNT)).toBe(12);
    await odoo.close();
  });

  it('is asked over JSON-2 where both are gone', async () => {
    const odoo = await OdooDouble.start('19.0');
    const gone = { status: 404, body: '<html>Not Found</html>' };
    odoo.nextReplies(gone, gone);
    const session = open(odoo, { transport: 'auto', password: API_KEY });
    expect(await session.connection()).toMatchObject({ transport: 'json2' });
    await odoo.close();
  });
});

describe('JSON-2 arguments', () => {
  it('refuses a positional argument whose name it does not know', async () => {
    const odoo = await OdooDouble.start('19.0');
    const session = open(odoo, { transport: 'json2', password: API_KEY });
    await expect(session.executeKw('product.product', 'copy', [[1]])).rejects.toThrow(/has no known name/);
    await odoo.close();
  });
});

/** Every recorded failure over JSON, the class it has to become, and what the message has to say. */
const FAILURES: Readonly<Record<string, readonly [ErrorClass, RegExp]>> = {
  'fault-unknown-field': [UpstreamConfigurationError, /product\.product has no field no_such_field/],
  'fault-wrong-password': [UpstreamAuthenticationError, /not accepted/],
  'fault-unknown-model': [UpstreamRejectedError, /Object no\.such\.model doesn't exist/],
  'fault-required-missing': [UpstreamRejectedError, /Name/],
  'fault-no-key': [UpstreamAuthenticationError, /not accepted/],
  'fault-bad-key': [UpstreamAuthenticationError, /not accepted/],
  'fault-unknown-method': [UpstreamConfigurationError, /no method product\.product\.no_such_method/],
  'fault-private-method': [UpstreamAccessError, /Private methods/],
  'fault-bad-argument': [UpstreamProtocolError, /TypeError/],
  'fault-ids-on-model-method': [UpstreamProtocolError, /UnprocessableEntity/],
  'fault-write-missing-record': [UpstreamRejectedError, /does not exist or has been deleted/],
  'malformed-json': [UpstreamProtocolError, /BadRequest/],
};

describe.each(
  ODOO_VERSIONS.flatMap((version) => [
    ...recordingsOf(version, 'jsonrpc').map((recording) => [version, 'jsonrpc', recording] as const),
    ...recordingsOf(version, 'json2').map((recording) => [version, 'json2', recording] as const),
  ]).map(([version, transport, recording]) => ({ version, transport, recording, name: recording.name })),
)('Odoo $version over $transport: $name', ({ version, transport, recording, name }) => {
  let odoo: OdooDouble;
  let session: OdooSession;

  beforeEach(async () => {
    odoo = await OdooDouble.start(version);
    const password = transport === 'json2' ? API_KEY : 'admin';
    session = open(odoo, { transport, password, companyIds: [1] });
    await session.uid();
  });
  afterEach(async () => {
    await odoo.close();
  });

  const { response } = recording;
  const failed = response.status !== 200 || response.body.includes('"error"');
  const play = (): Promise<unknown> => {
    const login: HttpReply =
      transport === 'json2' ? { status: 200, body: '{"uid": 2}' } : { status: 200, body: '{"result": 2}' };
    // Access denied is answered by a second log-in and a second try.
    odoo.nextReplies(...(/password|key/.test(name) ? [response, login, response] : [response]));
    return session.executeKw('product.product', 'write', [[1], {}]);
  };

  if (failed) {
    it('becomes an error by what the caller can do, without its traceback', async () => {
      const [errorClass, message] =
        transport === 'json2' && name === 'fault-unknown-model'
          ? [UpstreamConfigurationError, /no model no\.such\.model/]
          : (FAILURES[name] ?? []);
      const error = await errorOf(play());
      expect(error).toBeInstanceOf(errorClass);
      expect(error.message).toMatch(message ?? /^$/);
      expect(error).toMatchObject({ system: 'odoo', operation: 'product.product.write', retryable: false });
      expect(JSON.stringify([error.message, error.cause])).not.toMatch(/Traceback|File "|\n/);
    });
  } else {
    it('becomes the value it carries', async () => {
      const body: unknown = JSON.parse(response.body);
      const value = transport === 'json2' ? body : (body as { result: unknown }).result;
      // A log-in that fails is a value on the wire and an error to callers.
      expect(await play()).toEqual(value);
    });
  }
});

describe.each(['jsonrpc', 'json2'] as const)('foreign answers over %s', (transport) => {
  let odoo: OdooDouble;

  beforeEach(async () => {
    odoo = await OdooDouble.start('19.0');
  });
  afterEach(async () => {
    await odoo.close();
  });

  const page = '<html><body><h1>502 Bad Gateway</h1></body></html>';
  it.each<[string, HttpReply, ErrorClass]>([
    ['a gateway error', { status: 502, body: page }, UpstreamUnavailableError],
    ['a page in place of an answer', { status: 200, body: page }, UpstreamUnavailableError],
    ['half an answer', { status: 200, body: '[{"id": 1, "na' }, UpstreamUnavailableError],
    ['no answer at all', { status: 200, body: '' }, UpstreamUnavailableError],
    ['plain text', { status: 200, body: 'starting' }, UpstreamUnavailableError],
    ['a proxy that forbids it', { status: 403, body: page }, UpstreamAccessError],
    ['a path that is not there', { status: 404, body: page }, UpstreamConfigurationError],
  ])('sorts %s', async (_name, reply, errorClass) => {
    odoo.nextReplies(reply);
    const error = await errorOf(open(odoo, { transport, password: API_KEY }).uid());
    expect(error).toBeInstanceOf(errorClass);
    expect(error.message).not.toContain('<');
  });

  it('refuses what XML could not carry either, and sends nothing', async () => {
    const session = open(odoo, { transport, password: transport === 'json2' ? API_KEY : 'admin' });
    await session.uid();
    const before = odoo.calls.length;
    const error = await errorOf(session.executeKw('product.product', 'write', [[1], { name: 'a\u0000' }]));
    expect(error).toBeInstanceOf(UpstreamRejectedError);
    expect(odoo.calls).toHaveLength(before);
  });
});
