import {
  XmlRpcSyntaxError,
  decodeMethodCall,
  decodeMethodResponse,
  encodeMethodCall,
} from '@libs/odoo-client';
import {
  packageReadsCall,
  packageReadsResponse,
  type PackageFault,
} from '../../../libs/odoo-client/xmlrpc/package-oracle.fixture';
import { ODOO_VERSIONS, xmlrpcRecordings, type Recording } from './odoo-recordings';

/** Requests that are no XML-RPC by intent: both readers have to refuse them. */
const BROKEN_REQUESTS = new Set(['malformed-xml', 'empty-body']);
/** An answer of the web server, a page in HTML. */
const PAGES = new Set(['unknown-path']);

async function packageReads(xml: string): Promise<unknown> {
  try {
    return { kind: 'value', value: await packageReadsResponse(xml) };
  } catch (error) {
    const { faultCode, faultString } = error as PackageFault;
    return { kind: 'fault', code: faultCode, text: faultString };
  }
}

function outcome(body: Buffer): string {
  try {
    return decodeMethodResponse(body).kind;
  } catch (error) {
    if (error instanceof XmlRpcSyntaxError) return error.kind;
    throw error;
  }
}

describe.each(ODOO_VERSIONS)('recordings of Odoo %s through the codec', (version) => {
  const recordings = xmlrpcRecordings(version);
  const named = (keep: (recording: Recording) => boolean): [string, Recording][] =>
    recordings.filter(keep).map((recording) => [recording.file, recording]);

  it('are all there', () => {
    expect(recordings).toHaveLength(72);
  });

  it.each(named(({ name }) => !PAGES.has(name)))(
    '%s: the answer reads as by the xmlrpc package',
    async (_file, recording) => {
      const { body } = recording.response;
      const answer = decodeMethodResponse(Buffer.from(body));
      expect(answer).toEqual(await packageReads(body));
      expect(decodeMethodResponse(body)).toEqual(answer);
    },
  );

  it.each(named(({ name }) => PAGES.has(name)))(
    '%s: the page is not taken for an answer',
    (_file, recording) => {
      expect(() => decodeMethodResponse(recording.response.body)).toThrow(/not XML-RPC/);
    },
  );

  it.each(named(({ name }) => !BROKEN_REQUESTS.has(name)))(
    '%s: the request reads as by the xmlrpc package, also after we wrote it anew',
    async (_file, recording) => {
      const expected = await packageReadsCall(recording.request.body);
      const call = decodeMethodCall(recording.request.body);
      expect(call).toEqual(expected);
      const context = { system: 'odoo', operation: 'rewrite' };
      expect(decodeMethodCall(encodeMethodCall(call.method, call.params, context))).toEqual(expected);
    },
  );

  it.each(named(({ name }) => BROKEN_REQUESTS.has(name)))(
    '%s: the request is refused',
    (_file, recording) => {
      expect(() => decodeMethodCall(recording.request.body)).toThrow(/ends|empty/);
    },
  );

  it.each(named(({ name }) => name === 'product-search-read-keyset'))(
    '%s: no cut is taken for an answer',
    (_file, recording) => {
      const body = Buffer.from(recording.response.body);
      const whole = body.lastIndexOf('>') + 1;
      const outcomes = new Set<string>();
      for (let length = 0; length < whole; length++) outcomes.add(outcome(body.subarray(0, length)));
      expect([...outcomes]).toEqual(['cut']);
      expect(outcome(body.subarray(0, whole))).toBe('value');
    },
  );
});
