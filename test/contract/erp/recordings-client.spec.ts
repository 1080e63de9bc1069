import { OdooSession, type OdooFault } from '@libs/odoo-client';
import {
  UpstreamAccessError,
  UpstreamAuthenticationError,
  UpstreamConfigurationError,
  UpstreamProtocolError,
  UpstreamRejectedError,
  type UpstreamError,
} from '@libs/upstream';
import { decodeMethodCall } from '@libs/odoo-client';
import type { XmlRpcArgument } from '@libs/odoo-client';
import { OdooDouble } from './odoo-double';
import { ODOO_VERSIONS, xmlrpcRecording, xmlrpcRecordings } from './odoo-recordings';

type ErrorClass = new (...args: never[]) => UpstreamError;

/** Every recorded fault, the class it has to become, and what the message has to say. */
const FAULTS: Readonly<Record<string, readonly [ErrorClass, RegExp]>> = {
  'authenticate-unknown-db': [UpstreamConfigurationError, /no database of this name/],
  'fault-unknown-db': [UpstreamConfigurationError, /no database of this name/],
  'fault-unknown-model': [UpstreamRejectedError, /Object no\.such\.model doesn't exist/],
  'fault-unknown-method': [UpstreamConfigurationError, /no method product\.product\.no_such_method/],
  'fault-private-method': [UpstreamAccessError, /Private methods/],
  'fault-unknown-field-read': [UpstreamConfigurationError, /product\.product has no field no_such_field/],
  'fault-unknown-field-domain': [UpstreamConfigurationError, /product\.product has no field no_such_field/],
  'fault-bad-domain': [UpstreamProtocolError, /ValueError/],
  'fault-required-missing': [UpstreamRejectedError, /Name/],
  'fault-write-missing-record': [UpstreamRejectedError, /does not exist or has been deleted/],
  'fault-unlink-forbidden': [UpstreamRejectedError, /can not remove the admin user/],
  'fault-constraint-duplicate-serial': [UpstreamRejectedError, /serial number/],
  'fault-wrong-password': [UpstreamAuthenticationError, /not accepted/],
  'fault-bad-arity': [UpstreamProtocolError, /(IndexError|ValueError)/],
  'malformed-xml': [UpstreamProtocolError, /ExpatError/],
  'empty-body': [UpstreamProtocolError, /ExpatError/],
  'bot-product-write-denied': [UpstreamAccessError, /allowed for the following groups: -/],
  'bot-external-id-denied': [UpstreamAccessError, /ir\.model\.data/],
  'bot-incident-message-post': [UpstreamRejectedError, /email address/],
};

describe.each(ODOO_VERSIONS)('recordings of Odoo %s through the client', (version) => {
  let odoo: OdooDouble;
  let session: OdooSession;

  beforeEach(async () => {
    odoo = await OdooDouble.start(version);
    session = new OdooSession({
      url: odoo.url,
      db: odoo.db,
      username: 'admin',
      password: 'admin',
      timeoutMs: 10_000,
      transport: 'xmlrpc',
      companyIds: [1],
    });
    await session.uid();
  });
  afterEach(async () => {
    session.close();
    await odoo.close();
  });

  const errorOfAnswer = async (name: string): Promise<UpstreamError> => {
    const reply = odoo.reply(name);
    // Access denied is answered by a second log-in and a second try.
    odoo.nextReplies(
      ...(name === 'fault-wrong-password' ? [reply, odoo.reply('authenticate'), reply] : [reply]),
    );
    return session.executeKw('product.product', 'write', [[1], {}]).then(
      () => {
        throw new Error('the call succeeded');
      },
      (error: unknown) => error as UpstreamError,
    );
  };

  const faults = xmlrpcRecordings(version).filter(({ response }) => response.body.includes('<fault>'));
  const carriedOut = ['result-none', 'result-none-reset'];

  it('knows every recorded fault', () => {
    const known = [...Object.keys(FAULTS), ...carriedOut];
    expect(faults.map(({ name }) => name).filter((name) => !known.includes(name))).toEqual([]);
    expect(faults.length).toBeGreaterThan(19);
  });

  it.each(faults.filter(({ name }) => !carriedOut.includes(name)).map(({ name }) => name))(
    'sorts %s by what the caller can do, without its traceback',
    async (name) => {
      const [errorClass, message] = FAULTS[name] ?? [];
      const error = await errorOfAnswer(name);
      expect(error).toBeInstanceOf(errorClass);
      expect(error.message).toMatch(message ?? /^$/);
      expect(error).toMatchObject({ system: 'odoo', operation: 'product.product.write', retryable: false });
      const cause = error.cause as OdooFault;
      for (const text of [error.message, cause.message, cause.detail]) {
        expect(text).not.toMatch(/Traceback|File "|\n|admin'?\)/);
      }
    },
  );

  it.each(carriedOut)('takes %s for a call that was carried out and has no result', async (name) => {
    odoo.nextReplies(odoo.reply(name));
    expect(await session.executeKw('product.product', 'write', [[1], {}])).toBeNull();
  });

  it('refuses a wrong address as a matter of configuration', async () => {
    expect(await errorOfAnswer('unknown-path')).toBeInstanceOf(UpstreamConfigurationError);
  });

  it('sends a recorded call as it was recorded, with language, time zone and companies besides', async () => {
    const { request } = xmlrpcRecording(version, 'product-search-read-keyset');
    const recorded = decodeMethodCall(request.body).params;
    const kwargs = recorded[6] as Record<string, XmlRpcArgument>;
    await session.executeKw('product.product', 'search_read', recorded[5] as XmlRpcArgument[], kwargs);
    const { params } = await odoo.call('product.product.search_read');
    const context = {
      ...(kwargs.context as object | undefined),
      lang: 'en_US',
      tz: 'UTC',
      allowed_company_ids: [1],
    };
    expect(params.slice(0, 6)).toEqual(recorded.slice(0, 6));
    expect(params[6]).toEqual({ ...kwargs, context });
  });

  it('reads the version without logging in', async () => {
    const stranger = new OdooSession({
      url: odoo.url,
      db: 'none',
      username: 'nobody',
      password: '-',
      timeoutMs: 10_000,
    });
    const { version: full, serie } = await stranger.version();
    stranger.close();
    expect(serie).toBe(version);
    expect(full).toMatch(new RegExp(`^${version.replace('.', '\\.')}(-\\d{8})?$`));
  });
});
